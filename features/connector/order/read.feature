@cap:dev.ucp.shopping.order
Feature: Reading an order
  An order is read under the platform's name, and its messages come before its data.

  @id:connector-order-messages-first @since:2026-04-08 @req:ORD-018
  Scenario: An answer that reports an error is no order
    Given an order of the connector for 1 of "an available product"
    And the business answers every get_order with the fault "body.edited_before_signing; pointer=/ucp/status; value=error"
    When the connector is asked to read the order
    Then the connector tells of an error
