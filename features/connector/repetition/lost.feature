Feature: What got no usable answer is repeated as it was
  Whether a request took effect is not known when its answer is lost. Repeated under its key and with its bytes it has
  one effect; under a new key it may have two.

  @id:connector-repeat-alike @req:IDM-008 @req:IDM-004:since:2026-04-08
  Scenario Outline: A create that was answered by <what> comes again as it was
    Given the business answers the next create_checkout with the fault "<fault>"
    When the connector is asked to create a checkout for 1 of "an available product"
    And the same action is asked again unless the connector repeated it by itself
    Then the connector repeats the create_checkout with the same key and the same bytes

    Examples:
      | what                            | fault                                 |
      | 500 after it took effect        | commit.then_error                     |
      | half an answer                  | wire.truncated; bytes=80              |
      | the loss of its storage of keys | idem.storage_down                     |
      | 503 after it took effect        | commit.then_unavailable; retry_after=1 |

  @id:connector-repeat-update @req:IDM-008 @req:IDM-004:since:2026-04-08
  Scenario: An update whose answer was lost comes again as it was
    Given a checkout of the connector for 1 of "an available product"
    And the business answers the next update_checkout with the fault "wire.reset_after_commit"
    When the connector is asked to update the checkout to 2 of "an available product"
    And the same action is asked again unless the connector repeated it by itself
    Then the connector repeats the update_checkout with the same key and the same bytes

  @id:connector-pays-under-one-key @req:IDM-014 @req:IDM-008
  Scenario Outline: A completion that was answered by <what> is not followed by another one
    Given a checkout of the connector that is ready for 1 of "an available product"
    And the business answers the next complete_checkout with the fault "<fault>"
    When the connector is asked to complete the checkout with "a token that succeeds"
    And the same action is asked again if the connector gave up
    Then the connector pays under one key
    And the business has 1 order
    And the buyer is charged 1 time

    Examples:
      | what                     | fault                                  |
      | 500 after it took effect | commit.then_error                      |
      | 503 after it took effect | commit.then_unavailable; retry_after=1 |
      | a closed connection      | wire.empty_reply                       |
      | half an answer           | wire.truncated; bytes=80               |

  @id:connector-in-progress-not-paid-again @req:IDM-014
  Scenario: What is being paid is not paid again
    Given a checkout of the connector that is ready for 1 of "an available product"
    When the connector is asked to complete the checkout with "a slow token"
    And the same action is asked again
    Then the connector sends the complete_checkout once

  @id:connector-final-state-lost @req:IDM-014
  Scenario: A completion that is answered as if nothing had happened is looked up before another one
    Given a checkout of the connector that is ready for 1 of "an available product"
    And the business answers the next complete_checkout with the fault "pay.final_state_lost"
    When the connector is asked to complete the checkout with "a token that succeeds"
    And the same action is asked again
    Then the connector reads the checkout before it completes again
    And the buyer is charged 1 time
