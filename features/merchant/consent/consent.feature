@cap:dev.ucp.shopping.buyer_consent
Feature: Buyer consent
  The platform passes on what the buyer agreed to.

  @id:consent-create @req:CON-001
  Scenario: Consent is accepted on create and shown again
    When the platform creates a checkout with the consent:
      | analytics    | true  |
      | preferences  | true  |
      | marketing    | false |
      | sale_of_data | false |
    Then the answer has HTTP status 201
    And the checkout shows that consent
    When the platform reads the checkout
    Then the checkout shows that consent

  @id:consent-update @req:CON-001
  Scenario: Consent is replaced by an update
    When the platform creates a checkout with the consent:
      | marketing | true |
    And the platform replaces the consent by:
      | marketing | false |
      | analytics | true  |
    Then the answer has HTTP status 200
    And the checkout shows that consent
