Feature: When a person has to act
  Some things only the buyer can do, on the business's own page. The connector hands over, and goes on afterwards.

  @id:connector-hands-over @req:CHK-044 @req:CHK-046
  Scenario: The buyer is sent to the page the business names
    Given a checkout of the connector that needs the buyer
    Then the connector passes on continue_url

  @id:connector-escalated-not-completed @req:CHK-044
  Scenario: A checkout that needs the buyer is not completed
    Given a checkout of the connector that needs the buyer
    When the connector is asked to complete the checkout with "a token that succeeds"
    Then the connector sends no complete_checkout

  @id:connector-finishes-after-challenge @req:CHK-001
  Scenario: After the bank's challenge the completion is sent again
    Given a checkout of the connector that is ready for 1 of "an available product"
    When the connector is asked to complete the checkout with "a token that asks for a challenge"
    And the buyer does what the business asks for
    And the same action is asked again
    Then the business has 1 order
    And the buyer is charged 1 time

  @id:connector-disclosure @since:2026-04-08 @req:CHK-015 @req:CHK-026
  Scenario: A disclosure reaches whoever shows it
    Given a checkout of the connector that is ready for 1 of "a product with a disclosure"
    When the connector is asked to complete the checkout with "a token that succeeds"
    Then the connector passes on the disclosure or does not complete
