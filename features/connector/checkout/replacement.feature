Feature: An update replaces the whole checkout
  What an update does not repeat is gone. A connector that does not know the content must not replace it.

  @id:connector-no-blind-update @req:CHK-054
  Scenario: A checkout that cannot be read is not replaced by half of one
    Given a checkout of the connector for 1 of "an available product"
    When the connector is asked to enter the code "a percent code"
    Given the business answers every get_checkout with the fault "error.internal"
    When the connector is asked to read the checkout
    And the connector is asked to update the checkout to 2 of "an available product"
    Then no update_checkout after the bad answer lacks the member /discounts/codes/0
