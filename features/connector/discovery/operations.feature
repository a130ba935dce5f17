Feature: Every operation
  The operations one after the other, so that what is asked of every request (who sends it, under which key, signed by
  whom) is asked of each of them.

  @id:connector-reads @req:NEG-010 @req:TLS-002
  Scenario: A checkout is read
    Given a checkout of the connector for 1 of "an available product"
    When the connector is asked to read the checkout
    Then the connector sends the get_checkout
    And the connector tells of no error

  @id:connector-updates @req:NEG-010 @req:TLS-002
  Scenario: A checkout is changed
    Given a checkout of the connector for 1 of "an available product"
    When the connector is asked to update the checkout to 2 of "an available product"
    Then the connector sends the update_checkout
    And the connector tells of no error

  @id:connector-cancels @req:NEG-010 @req:TLS-002
  Scenario: A checkout is given up
    Given a checkout of the connector for 1 of "an available product"
    When the connector is asked to cancel the checkout
    Then the connector sends the cancel_checkout
    And the connector tells of no error

  @id:connector-reads-order @req:NEG-010 @req:TLS-002 @since:2026-04-08
  Scenario: An order is read
    Given an order of the connector for 1 of "an available product"
    When the connector is asked to read the order
    Then the connector sends the get_order
    And the connector tells of no error

  @id:connector-id-encoded @req:TLS-006
  Scenario: An identifier stays one segment of the path
    When the connector is asked to read the checkout "../orders/1?x=y"
    Then the connector asks for nothing outside the protocol
    And the connector sends no get_order

  @id:connector-nonsense @req:SCH-013:since:2026-04-08 @req:SCH-502:until:2026-01-11
  Scenario: A request that breaks its schema does not leave
    When the connector is asked to create a checkout of nonsense
    Then no body of create_checkout breaks its schema
