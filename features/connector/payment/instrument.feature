Feature: Paying with what is offered
  The answer says which handlers and instruments there are for this checkout; a token stands for the card.

  @id:connector-handler-offered @req:PAY-015:since:2026-04-08 @req:PAY-034
  Scenario: The payment goes through a handler of the answer
    Given a checkout of the connector that is ready for 1 of "an available product"
    When the connector is asked to complete the checkout with "a token that succeeds"
    Then the payment goes through a handler that the answer offers

  @id:connector-instrument-offered @since:2026-04-08 @req:PAY-004 @req:PAY-017 @req:PAY-018
  Scenario: The brand of the card is one that the answer offers
    Given a checkout of the connector that is ready for 1 of "an available product"
    And the business answers every get_checkout with the fault 'body.edited_before_signing; pointer=/ucp/payment_handlers; value={"com.example.mock_pay":[{"id":"mock_payment_handler","version":"2026-01-15","available_instruments":[{"type":"card","constraints":{"brands":["amex"]}}]}]}'
    When the connector is asked to read the checkout
    And the connector is asked to complete the checkout with "a token that succeeds"
    Then the payment uses an instrument that the answer offers

  @id:connector-no-card-number @req:PAY-001 @req:PAY-072
  Scenario: No card number is sent to the business
    Given a checkout of the connector that is ready for 1 of "an available product"
    When the connector is asked to complete the checkout with "a token that succeeds"
    Then the payment carries no card number
