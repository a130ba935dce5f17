@cap:dev.ucp.shopping.checkout
Feature: Payment
  Which handlers and instruments can pay for this checkout, and what becomes of a payment.

  @id:payment-handlers @req:PAY-003
  Scenario: The payment handlers follow the content of the checkout
    When the platform creates a checkout for 1 of "an available product" and another for 1 of "a product with fewer payment handlers"
    Then the second checkout offers fewer payment handlers than the first

  @id:payment-instruments @since:2026-04-08 @req:PAY-016
  Scenario: The instruments offered are those that both sides have
    Given the platform declares the handler of the business with fewer instruments than the business
    When the platform creates a checkout for 1 of "an available product"
    Then the instruments offered by that handler are those of both sides

  @id:payment-no-echo @req:PAY-002
  Scenario: Payment credentials never come back
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a token that succeeds"
    Then no answer contains the payment token
    When the platform reads the checkout
    Then no answer contains the payment token

  @id:payment-no-echo-order @since:2026-04-08 @req:PAY-002 @cap:dev.ucp.shopping.order
  Scenario: Payment credentials are not in the order
    Given a completed checkout for 1 of "an available product"
    When the platform reads the order
    Then no answer contains the payment token

  @id:payment-unknown-handler @req:PAY-031
  Scenario: A handler that the business does not offer is refused
    Given a checkout that is ready for completion
    When the platform completes the checkout through the handler "no-such-handler"
    Then an error is visible
    And the checkout has no order

  @id:payment-final-state @req:PAY-032
  Scenario: A completion answers with the checkout as it is now
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a token that succeeds"
    Then the answer is a checkout
    When the platform reads the checkout
    Then the checkout has the status and the order of the completion

  @id:payment-declined @req:PAY-032
  Scenario: A declined payment leaves the checkout open for another
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a token that is declined"
    Then the checkout is not "completed"
    When the platform completes the checkout with "a token that succeeds"
    Then the checkout is "completed"

  @id:payment-handlers-listed @until:2026-01-23 @req:PAY-501 @req:PRO-503
  Scenario: Every checkout lists its payment handlers
    When the platform creates a checkout and supplies everything it asks for
    Then the checkout lists its payment handlers
    And the payment handlers of the answer satisfy the schema of its operation
    When the platform completes the checkout with "a token that succeeds"
    Then the checkout lists its payment handlers
    When the platform reads the checkout
    Then the checkout lists its payment handlers

  @id:payment-choice-kept @until:2026-01-23 @req:PAY-503
  Scenario: The instrument that the platform chose is the one the completed checkout names
    Given a checkout that is ready for completion
    When the platform chooses its instrument before it completes
    And the platform completes the checkout with "a token that succeeds"
    Then the checkout is "completed"
    And the instrument chosen is the one that was chosen
