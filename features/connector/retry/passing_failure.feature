Feature: Failures that pass
  What got no usable answer is repeated under the same key with the same bytes, not too soon and not for ever. A
  connector that does not repeat by itself lets its caller do so.

  @id:connector-retry-unavailable @req:IDM-008 @req:ERR-016:since:2026-04-08
  Scenario: 503 with Retry-After
    Given the business answers the next create_checkout with the fault "error.unavailable; retry_after=1"
    When the connector is asked to create a checkout for 1 of "an available product"
    And the same action is asked again unless the connector repeated it by itself
    Then the connector repeats the create_checkout with the same key and the same bytes
    And the connector waits at least 1 second before it repeats the create_checkout
    And the connector tells of no error

  @id:connector-retry-by-itself @req:IDM-008 @req:IDM-004:since:2026-04-08
  Scenario: The connector gets through a passing failure by itself
    Given the business answers the next create_checkout with the fault "error.unavailable; retry_after=1"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector repeats the create_checkout by itself

  @id:connector-retry-reset @req:IDM-008
  Scenario: A connection that is reset before anything was done
    Given the business answers the next create_checkout with the fault "wire.reset_before_commit"
    When the connector is asked to create a checkout for 1 of "an available product"
    And the same action is asked again unless the connector repeated it by itself
    Then the connector repeats the create_checkout with the same key and the same bytes
    And the connector pauses before it repeats the create_checkout

  @id:connector-retry-timeout @req:IDM-008
  Scenario: An answer that never comes
    Given the business answers the next create_checkout with the fault "commit.then_timeout; millis=3000"
    When the connector is asked to create a checkout for 1 of "an available product"
    And the same action is asked again unless the connector repeated it by itself
    Then the connector repeats the create_checkout with the same key and the same bytes

  @id:connector-retry-bounded @since:2026-04-08 @req:IDM-008 @req:ERR-016
  Scenario: A business that never recovers
    Given the business answers every create_checkout with the fault "wire.down"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector sends the create_checkout at most 20 times
    And the connector tells of an error

  @id:connector-lost-completion @req:IDM-014 @req:IDM-008
  Scenario: The order is placed and the answer lost
    Given a checkout of the connector that is ready for 1 of "an available product"
    And the business answers the next complete_checkout with the fault "commit.then_reset"
    When the connector is asked to complete the checkout with "a token that succeeds"
    Then the connector reads the checkout before it completes again
    And the business has 1 order
    And the buyer is charged 1 time

  @id:connector-refusal-final @req:IDM-008
  Scenario: A refusal is not repeated
    Given the business answers the next create_checkout with the fault "error.status_shifted; status=400"
    And the business answers the next create_checkout with the fault "error.internal"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector sends nothing more
    And the connector tells of an error

  @id:connector-retry-twice @req:IDM-008
  Scenario: Two failures in a row
    Given the business answers the first 2 create_checkout with the fault "error.unavailable; retry_after=1"
    When the connector is asked to create a checkout for 1 of "an available product"
    And the same action is asked again unless the connector repeated it by itself
    Then the connector repeats the create_checkout with the same key and the same bytes

  @id:connector-retry-by-caller @req:IDM-008
  Scenario: What the connector gave up is asked again once the business has recovered
    Given the business answers every create_checkout with the fault "error.unavailable; retry_after=1"
    When the connector is asked to create a checkout for 1 of "an available product"
    And the business is well again
    And the same action is asked again
    Then the connector repeats the create_checkout with the same key and the same bytes
    And the connector tells of no error
