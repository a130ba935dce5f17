Feature: Connectors that are servers themselves
  A connector that speaks MCP to its caller keeps its standard output for that, and listens to its caller while a
  business lets it wait. UCP says nothing about it; whoever uses the connector depends on it.

  @id:connector-mcp-output
  Scenario: The standard output carries messages and nothing else
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector writes nothing but messages to its standard output

  @id:connector-mcp-ping
  Scenario: A business that lets it wait does not freeze the connector
    Given the business answers the next create_checkout with the fault "wire.hang; millis=3000"
    When the connector is asked to create a checkout and, meanwhile, whether it is there
    Then the connector says at once that it is there
