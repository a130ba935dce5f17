Feature: Requests
  Paths, methods and bodies are those of the protocol. What is asked of every request (who sends it, under which key,
  signed by whom) is asked of those of every scenario.

  @id:connector-methods @req:TLS-002
  Scenario: An update has the method of an update
    Given a checkout of the connector for 1 of "an available product"
    When the connector is asked to update the checkout to 2 of "an available product"
    Then the connector uses no method that the business has not

  @id:connector-id-encoded @req:NEG-037
  Scenario: An identifier stays one segment of the path
    When the connector is asked to read the checkout "../orders/1?x=y"
    Then the identifier stays within its segment of the path

  @id:connector-nonsense @req:SCH-013:since:2026-04-08 @req:SCH-502:until:2026-01-11
  Scenario: A request that breaks its schema does not leave
    When the connector is asked to create a checkout of nonsense
    Then no create_checkout has a quantity that is no number
