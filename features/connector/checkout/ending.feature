Feature: Checkouts that are over
  A checkout ends by time, by the buyer, or by an order. What has ended is left alone.

  @id:connector-expired @req:CHK-055
  Scenario: A checkout that ran out is not completed
    Given a checkout of the connector that is ready for 1 of "an available product"
    And the business answers every get_checkout with the fault "expires_at.past"
    When the connector is asked to read the checkout
    And the connector is asked to complete the checkout with "a token that succeeds"
    Then the connector sends no complete_checkout

  @id:connector-canceled @req:CHK-055
  Scenario: A checkout that the buyer gave up is not completed
    Given a checkout of the connector that is ready for 1 of "an available product"
    When the buyer leaves for good
    And the connector is asked to read the checkout
    And the connector is asked to complete the checkout with "a token that succeeds"
    Then the connector sends no complete_checkout
