@cap:dev.ucp.shopping.order
Feature: Stories of webhooks and keys
  The worlds in which events and keys do not come as expected, played by the connector under test.

  @id:connector-story-key-rotation @since:2026-04-08 @setup:world=key-rotation @setup:response_signing=all @req:SIG-001
  Scenario: New keys
    When the connector goes shopping 1 time
    And something of the story has happened
    Then the connector tells of every order that the business has

  @id:connector-story-new-keys-in-webhooks @setup:world=key-rotation @req:SIG-001:since:2026-04-08 @req:SIG-504:until:2026-01-23
  Scenario: Webhooks under new keys
    When the connector goes shopping 1 time
    And something of the story has happened
    And 1 webhook came to the connector
    Then the connector acknowledges every webhook quickly

  @id:connector-story-silent-webhooks @setup:world=silent-webhooks @req:WHK-012
  Scenario: Few words
    When the connector goes shopping 2 times
    And the connector goes shopping 2 times
    And the connector goes shopping 2 times
    And the connector goes shopping 2 times
    And something of the story has happened
    And 1 webhook came to the connector
    Then the connector takes in no webhook that has half an order

  @id:connector-story-webhook-storm @setup:world=webhook-storm @req:WHK-008
  Scenario: A storm of webhooks
    When the connector goes shopping 2 times
    And the connector goes shopping 1 time
    And something of the story has happened
    And 3 webhooks came to the connector
    Then the connector acknowledges every webhook quickly
    And the connector takes every event in once at most
