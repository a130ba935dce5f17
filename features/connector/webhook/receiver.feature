@cap:dev.ucp.shopping.order
Feature: Webhooks that are in order
  What a business says about an order is acknowledged at once and taken in once, whatever its order.

  @id:connector-webhook-acknowledged @req:WHK-008
  Scenario: A webhook is acknowledged
    Given an order of the connector for 1 of "an available product"
    When 1 webhook came to the connector
    Then the connector acknowledges every webhook quickly

  @id:connector-webhook-twice @req:WHK-008
  Scenario: A webhook that comes twice is acknowledged twice and taken in once
    Given the business has the fault "hook.duplicate; copies=2"
    And an order of the connector for 1 of "an available product"
    When 2 webhooks came to the connector
    Then the connector acknowledges every webhook quickly
    And the connector takes every event in once at most

  @id:connector-webhook-late @req:WHK-012
  Scenario: A webhook that comes late changes nothing that is newer
    Given the business has the fault "hook.reordered; millis=60000" once
    And an order of the connector for 1 of "an available product"
    When the goods leave the business
    And 2 webhooks came to the connector
    Then no older event replaces a newer one

  @id:connector-webhook-reconciled @since:2026-04-08 @req:ORD-013
  Scenario: Webhooks out of order lead to a read of the order
    Given the business has the fault "hook.reordered; millis=60000" once
    And an order of the connector for 1 of "an available product"
    When the goods leave the business
    And 2 webhooks came to the connector
    Then the connector reads the order by itself
