@cap:dev.ucp.shopping.checkout
Feature: When a person is needed
  Some checkouts cannot go on without the buyer: a review, a bank's challenge, a question. The
  business says so, says why, and says where.

  @id:escalation-review @req:CHK-034 @req:CHK-049 @req:CHK-050 @req:CHK-062
  Scenario: A high-value checkout waits for the buyer's review
    When the platform prepares a checkout for 1 of "a high-value product"
    Then the checkout is "requires_escalation"
    And the checkout has a continue_url
    And the checkout has an error message of the severity "requires_buyer_input" or "requires_buyer_review"

  @id:escalation-continue-url @req:CHK-037
  Scenario: The page is at an absolute https URL
    When the platform prepares a checkout for 1 of "a high-value product"
    Then the checkout's continue_url is an absolute https URL

  @id:escalation-early @req:CHK-002
  Scenario: The need for the buyer is told before completion
    When the platform prepares a checkout for 1 of "a high-value product"
    Then the checkout has an error message of the severity "requires_buyer_input" or "requires_buyer_review"

  @id:escalation-no-order @req:CHK-049
  Scenario: Completing does not pass the buyer by
    Given a checkout that needs the buyer
    When the platform completes the checkout with "a token that succeeds"
    Then the checkout has no order
    And an error is visible

  @id:escalation-challenge @req:CHK-034 @req:CHK-049 @req:CHK-050 @req:CHK-062
  Scenario: A bank's challenge hands over to the buyer
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a token that asks for a challenge"
    Then the checkout is "requires_escalation"
    And the checkout has a continue_url
    And the checkout has an error message of the severity "requires_buyer_input" or "requires_buyer_review"
    And the checkout has no order

  @id:escalation-finished @req:CHK-038
  Scenario: The buyer finishes and the checkout goes on
    Given a checkout that needs the buyer
    When the buyer finishes at the continue_url
    And the platform reads the checkout
    Then the checkout is "ready_for_complete" or "completed"
    And the checkout still holds what it held

  @id:disclosure-presentation @since:2026-04-08 @req:CHK-027
  Scenario: A mandatory disclosure is marked as one
    When the platform prepares a checkout for 1 of "a product with a disclosure"
    Then the checkout has a warning with the presentation "disclosure"

  @id:disclosure-details @since:2026-04-08 @req:CHK-028 @req:CHK-029 @req:CHK-030 @req:CHK-031
  Scenario: A disclosure says where it belongs, what it is about and where to read more
    When the platform prepares a checkout for 1 of "a product with a disclosure"
    Then every disclosure has a path that resolves, a code, an image_url and a url

  @id:disclosure-jurisdiction @since:2026-04-08 @req:CHK-033
  Scenario: A disclosure follows the buyer's jurisdiction
    When the platform creates a checkout for 1 of "a product with a disclosure by country" with a context of each country the plan names
    Then the disclosures differ
