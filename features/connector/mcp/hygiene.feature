Feature: Connectors that are servers themselves
  A connector that serves a caller listens to it while a business lets it wait. UCP says nothing about that; whoever uses
  the connector depends on it.

  @id:connector-mcp-ping
  Scenario: A business that lets it wait does not freeze the connector
    Given the business answers the next create_checkout with the fault "wire.hang; millis=3000"
    When the connector is asked to create a checkout and, meanwhile, whether it is there
    Then the connector says at once that it is there
