@cap:dev.ucp.shopping.checkout
Feature: The life of a checkout
  A checkout is open until everything is there, ready, completed or canceled. What is completed
  does not change any more; what is canceled does not come back.

  @id:checkout-create @as-specified:item_title @req:CHK-060
  Scenario: A checkout is created with status 201 and holds what was asked for
    When the platform creates a checkout for 2 of "an available product"
    Then the answer has HTTP status 201
    And the answer is a checkout
    And the checkout holds 2 of "an available product"
    And the answer satisfies the schema of its operation

  @id:checkout-operations-200 @req:CHK-060
  Scenario: Every other operation answers 200
    Given a checkout for 1 of "an available product"
    When the platform reads the checkout
    Then the answer has HTTP status 200
    When the platform replaces the checkout by 2 of "an available product"
    Then the answer has HTTP status 200
    When the platform cancels the checkout
    Then the answer has HTTP status 200

  @id:checkout-read @req:CHK-048
  Scenario: Reading shows what was created
    Given a checkout for 2 of "an available product"
    When the platform reads the checkout
    Then the answer has HTTP status 200
    And the checkout is as it was

  @id:checkout-replace @req:CHK-048
  Scenario: An update replaces what was in the checkout
    Given a checkout for 1 of "an available product" with the buyer's e-mail
    When the platform replaces the checkout by 3 of "another available product"
    Then the answer has HTTP status 200
    And the checkout holds 3 of "another available product"
    And the checkout does not hold "an available product"

  @id:checkout-replace-omitted @req:CHK-048
  Scenario: What an update leaves out is gone
    Given a checkout for 1 of "an available product" with the buyer's e-mail
    When the platform replaces the checkout by 3 of "another available product"
    Then the checkout has no buyer

  @id:checkout-deterministic @req:CHK-048
  Scenario: The same steps give the same checkout
    When the platform creates a checkout for 2 of "an available product" twice
    Then the two checkouts are equal but for their identifiers and times

  @id:checkout-incomplete @req:CHK-035 @req:CHK-051
  Scenario: An incomplete checkout says what is missing and where a person can go on
    When the platform creates a checkout for 1 of "an available product"
    Then the checkout is "incomplete"
    And the checkout has an error message
    And the checkout has a continue_url

  @id:checkout-ready @req:CHK-035 @req:CHK-051
  Scenario: A checkout with everything is ready for completion
    When the platform creates a checkout and supplies everything it asks for
    Then the checkout is "ready_for_complete"
    And the checkout has no error message
    And the checkout has a continue_url

  @id:checkout-completed @as-specified:risk_signals @req:CHK-060 @req:PAY-032 @req:CHK-036
  Scenario: A completion places an order
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a token that succeeds"
    Then the answer has HTTP status 200
    And the checkout is "completed"
    And the checkout has an order with an id and a permalink
    And the checkout has no continue_url

  @id:checkout-ready-is-enough @as-specified:unasked_delivery @req:CHK-060
  Scenario: What is ready for completion can be completed
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a token that succeeds"
    Then the answer has HTTP status 200
    And the checkout is "completed"

  @id:checkout-completed-is-final @req:CHK-052
  Scenario Outline: A completed checkout is not changed by <operation>
    Given a completed checkout for 1 of "an available product"
    When the platform sends "<operation>" for the checkout
    Then an error is visible
    And the checkout is as it was

    Examples:
      | operation         |
      | update_checkout   |
      | complete_checkout |
      | cancel_checkout   |

  @id:checkout-cancel @req:CHK-056 @req:CHK-036
  Scenario: An open checkout can be canceled and stays canceled
    Given a checkout for 1 of "an available product"
    When the platform cancels the checkout
    Then the checkout is "canceled"
    And the checkout has no continue_url
    When the platform reads the checkout
    Then the checkout is "canceled" or gone

  @id:checkout-cancel-ready @req:CHK-056
  Scenario: A checkout that is ready for completion can be canceled
    Given a checkout that is ready for completion
    When the platform cancels the checkout
    Then the checkout is "canceled"

  @id:checkout-cancel-escalated @req:CHK-056
  Scenario: A checkout that waits for the buyer can be canceled
    Given a checkout that needs the buyer
    When the platform cancels the checkout
    Then the checkout is "canceled"

  @id:checkout-canceled-is-final @req:CHK-055 @req:ERR-021
  Scenario Outline: A canceled checkout does not come back by <operation>
    Given a checkout for 1 of "an available product"
    And the platform has canceled the checkout
    When the platform sends "<operation>" for the checkout
    Then an error is visible
    And the checkout is still canceled or gone

    Examples:
      | operation         |
      | update_checkout   |
      | complete_checkout |
      | cancel_checkout   |

  @id:checkout-not-ready @req:CHK-048
  Scenario: A checkout that is not ready places no order
    Given a checkout for 1 of "an available product"
    When the platform completes the checkout with "a token that succeeds"
    Then an error is visible
    And the checkout has no order

  @id:checkout-expires @req:CHK-036
  Scenario: A checkout does not outlive its time
    Given a checkout for 1 of "an available product"
    When the time of the checkout runs out
    And the platform reads the checkout
    Then the checkout is "canceled" or gone

  @id:checkout-slow-payment @req:CHK-035 @req:CHK-051
  Scenario: A payment that takes a while completes later
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a slow token"
    Then the checkout is "complete_in_progress"
    And the checkout has a continue_url
    When the payment is settled
    And the platform reads the checkout
    Then the checkout is "completed"
    And the checkout has an order with an id and a permalink

  @id:checkout-late-failure @req:CHK-048 @req:PAY-032
  Scenario: A payment that fails late leaves no order
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a token that fails late"
    Then the checkout is "complete_in_progress"
    When the payment is settled
    And the platform reads the checkout
    Then the checkout is not "completed"
    And the checkout has no order

  @id:checkout-order-label @since:2026-04-08 @req:CHK-067 @req:ORD-023
  Scenario: The label of an order comes from the business
    Given a checkout that is ready for completion
    When the platform completes the checkout and sends an order label of its own
    Then the platform's label is adopted nowhere

  @id:checkout-links @req:CHK-057
  Scenario: The shop's policies are linked
    When the platform creates a checkout for 1 of "an available product"
    Then the checkout links to at least a privacy policy and terms of service

  @id:checkout-data-matches @req:CHK-053
  Scenario: A checkout shows the product as the catalogue does
    When the platform creates a checkout for 1 of "an available product"
    Then the checkout's line item has the plan's price for "an available product"
