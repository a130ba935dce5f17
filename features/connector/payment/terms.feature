Feature: What is paid is what was agreed
  Between the buyer's word and the payment a price may change. Nobody agreed to the new one.

  @id:connector-price-agreed @req:CON-003
  Scenario: A price that rises after it was agreed to is not paid
    Given a checkout of the connector that is ready for 1 of "an available product"
    And the business tempts with the fault "price.drift; by=250"
    When the connector is asked to complete the checkout with "a token that succeeds"
    Then the connector pays no other total than was agreed

  @id:connector-currency-agreed @req:CON-003
  Scenario: A currency that changes after it was agreed to is not paid in
    Given a checkout of the connector that is ready for 1 of "an available product"
    And the business tempts with the fault "price.currency_swap"
    When the connector is asked to complete the checkout with "a token that succeeds"
    Then the connector pays in no other currency than was agreed
