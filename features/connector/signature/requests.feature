@since:2026-04-08
Feature: Signatures of requests
  That every request is signed, by a key of the profile and over what it has to cover, is asked of every request of every
  scenario. What is left is what a verifier lets pass.

  @id:connector-signature-algorithm @req:SIG-007
  Scenario: No algorithm is announced
    When the connector is asked to create a checkout for 1 of "an available product"
    Then no signature announces an algorithm
