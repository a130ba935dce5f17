@since:2026-04-08 @setup:response_signing=all
Feature: Signatures of answers
  Answers may be signed. A connector need not check that, so one that does not is advised; one that does has to do it
  right.

  @id:connector-signature-checked @req:SIG-030 @req:SIG-035
  Scenario: A wrong signature is noticed
    Given the business answers every create_checkout with the fault "sig.corrupt"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector refuses the answer

  @id:connector-signature-accepted @req:SIG-003
  Scenario: A right signature is accepted
    Given the connector uses unsigned answers
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector accepts the answer

  @id:connector-signature-foreign-key @req:SIG-012
  Scenario: A key that is not in the profile is refused
    Given the connector checks signatures of answers
    And the business answers every create_checkout with the fault "sig.retired_key"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector refuses the answer

  @id:connector-signature-digest @req:SIG-015
  Scenario: A body that is not the one digested is refused
    Given the connector checks signatures of answers
    And the business answers every create_checkout with the fault "digest.mismatch"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector refuses the answer

  @id:connector-signature-coverage @req:SIG-023
  Scenario: A signature that leaves the body out is refused
    Given the connector checks signatures of answers
    And the business answers every create_checkout with the fault "sig.component_omitted"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector refuses the answer

  @id:connector-signature-demanded @req:SIG-030 @req:SIG-035 @connector:demands-signatures
  Scenario: A missing signature is refused where signatures are demanded
    Given the connector was told to demand signatures
    And the business answers every create_checkout with the fault "sig.missing"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector refuses the answer

  @id:connector-signature-rotation @req:SIG-011
  Scenario: A new key of the business is found
    Given the connector checks signatures of answers
    When the business signs with a new key
    And the connector is asked to create a checkout for 1 of "an available product"
    Then the connector accepts the answer

  @id:connector-signature-older-key @req:SIG-010 @req:SIG-011
  Scenario: An older key that is still published is accepted
    Given the connector checks signatures of answers
    When the business signs with a new key
    And the connector is asked to create a checkout for 1 of "an available product"
    And the business begins to answer every create_checkout with the fault "sig.older_key"
    And the connector is asked to create a checkout for 1 of "an available product"
    Then the connector accepts the answer

  @id:connector-signature-refresh @req:SIG-002
  Scenario: Unknown keys lead to one look at the profile, not to one each
    Given the connector keeps the profile of the business
    And the business answers every create_checkout with the fault "sig.unknown_kid"
    When the connector is asked to create a checkout for 1 of "an available product"
    And the connector is asked to create a checkout for 1 of "an available product"
    And the connector is asked to create a checkout for 1 of "an available product"
    Then the connector asks for the profile at most 1 more time
