@cap:dev.ucp.shopping.checkout
Feature: Signed answers
  A business signs what matters to money: the answer to a completion, and orders. Where a signature
  is present, it has to be right.

  @id:response-signature @since:2026-04-08 @req:SIG-023 @req:SIG-003 @req:SIG-007 @req:SIG-022
  Scenario: A signed answer verifies with a key of the business profile
    Given a completed checkout for 1 of "an available product"
    Then the last answer's signature, when there is one, verifies
    And it covers "@status", "content-digest" and "content-type"
    And it names no algorithm

  @id:response-signed-completion @since:2026-04-08 @req:SIG-030 @req:SIG-035
  Scenario: The answer to a completion is signed
    Given a completed checkout for 1 of "an available product"
    Then the last answer is signed

  @id:response-signed-order @since:2026-04-08 @req:SIG-040 @cap:dev.ucp.shopping.order
  Scenario: Orders are signed
    Given a completed checkout for 1 of "an available product"
    When the platform reads the order
    Then the last answer is signed

  @id:response-jwt @until:2026-01-23 @req:SIG-503
  Scenario: A detached JWT on an answer verifies with a key of the business profile
    Given a completed checkout for 1 of "an available product"
    Then the last answer's detached JWT, when there is one, verifies
