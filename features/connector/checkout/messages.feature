Feature: What the business says about a checkout
  Messages come with a severity: it says who can mend what is wrong.

  @id:connector-messages-told @req:CHK-003
  Scenario: What can be mended is told to whoever can mend it
    When the connector is asked to create a checkout for 1 of "a product with a question to the buyer"
    Then the connector passes on the messages

  @id:connector-decline-told @req:CHK-003
  Scenario: A payment that was declined is told, and not tried again
    Given a checkout of the connector that is ready for 1 of "an available product"
    When the connector is asked to complete the checkout with "a token that is declined"
    Then the connector passes on the messages
    And the connector sends the complete_checkout once

  @id:connector-severity @req:CHK-003
  Scenario Outline: An error that is the buyer's to mend stops a completion: <severity>
    Given a checkout of the connector that is ready for 1 of "a product with a disclosure"
    And the business answers every get_checkout with the fault 'body.edited_before_signing; pointer=/messages; value=[{"type":"error","code":"review","content":"Please look at this.","severity":"<severity>"}]'
    When the connector is asked to read the checkout
    And the connector is asked to complete the checkout with "a token that succeeds"
    Then the connector sends no complete_checkout

    Examples:
      | severity              |
      | requires_buyer_input  |
      | requires_buyer_review |

  @id:connector-unrecoverable @since:2026-04-08 @req:CHK-003
  Scenario: Nothing is left to complete after an unrecoverable error
    Given a checkout of the connector that is ready for 1 of "a product with a disclosure"
    And the business answers every get_checkout with the fault 'body.edited_before_signing; pointer=/messages; value=[{"type":"error","code":"gone","content":"This is over.","severity":"unrecoverable"}]'
    When the connector is asked to read the checkout
    And the connector is asked to complete the checkout with "a token that succeeds"
    Then the connector sends no complete_checkout

  @id:connector-error-envelope @since:2026-04-08 @req:CHK-003
  Scenario: An error that comes with the status of a success is an error
    When the connector is asked to create a checkout for 1 of "an out-of-stock product"
    Then the connector tells of an error
    And the connector sends the create_checkout once
