Feature: A purchase in which nothing goes wrong
  From discovery to the order: the connector sends what the protocol asks for and tells what came of it.

  @id:connector-creates @req:NEG-008 @req:NEG-010 @req:TLS-002
  Scenario: A checkout is opened
    When the connector is asked to create a checkout for 2 of "an available product"
    Then the connector sends the create_checkout once
    And the last create_checkout has the member /line_items/0/item/id
    And the last create_checkout has no member /totals
    And the last create_checkout carries the header "UCP-Agent"
    And the connector accepts the answer

  @id:connector-buys @req:CHK-003
  Scenario: Everything from the checkout to the order
    When the connector is asked to buy 1 of "an available product"
    Then the connector sends the complete_checkout once
    And the business has 1 order
    And the buyer is charged 1 time
    And the connector tells of the order

  @id:connector-update-whole @req:CHK-054
  Scenario: An update sends the whole checkout
    Given a checkout of the connector for 1 of "an available product"
    When the connector is asked to enter the code "a percent code"
    Then the last update_checkout has the member /line_items/0/item/id
    And the last update_checkout has the member /discounts/codes/0
    And the connector accepts the answer
