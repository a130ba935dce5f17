@cap:dev.ucp.shopping.checkout @cap:dev.ucp.shopping.order
Feature: Orders
  What was bought, where it is, and what happened to the money afterwards.

  @id:order-full @since:2026-04-08 @req:ORD-008
  Scenario: An order is always complete
    Given a completed checkout for 2 of "an available product"
    When the platform reads the order
    Then the answer has HTTP status 200
    And the answer satisfies the schema of its operation
    And the order belongs to the checkout
    And the order holds 2 of "an available product"

  @id:order-currency @since:2026-04-08 @req:ORD-024
  Scenario: An order is in the currency of its checkout
    Given a completed checkout for 1 of "an available product"
    When the platform reads the order
    Then the order has the currency and the total of the checkout

  @id:order-lines-stay @req:ORD-002:since:2026-04-08 @req:ORD-503:until:2026-01-23
  Scenario: A line that is canceled stays on the order
    Given a completed checkout for 2 of "an available product"
    When the order is canceled
    And the platform learns what became of the order
    Then the order still has every line it had
    And every line of the order has the status that its quantities give

  @id:order-status @req:ORD-007:since:2026-04-08 @req:ORD-502:until:2026-01-23
  Scenario Outline: After <event> the status of a line follows from its quantities
    Given a completed checkout for 2 of "an available product"
    When the order is <event>
    And the platform learns what became of the order
    Then every line of the order has the status that its quantities give
    And a line of the order is "<status>"

    Examples:
      | event           | status    |
      | shipped in part | partial   |
      | delivered       | fulfilled |

  @id:order-status-new @req:ORD-007:since:2026-04-08 @req:ORD-502:until:2026-01-23
  Scenario: The lines of a new order are processing
    Given a completed checkout for 2 of "an available product"
    When the platform learns what became of the order
    Then every line of the order has the status that its quantities give
    And a line of the order is "processing"

  @id:order-events-append @req:ORD-005
  Scenario: Fulfilment events are only ever added
    Given a completed checkout for 2 of "an available product"
    When the order is shipped
    And the platform learns what became of the order
    And the order is delivered
    And the platform learns what became of the order
    Then the earlier fulfilment events are unchanged
    And there are more fulfilment events than before

  @id:order-adjustments-append @req:ORD-003:since:2026-04-08 @req:ORD-501:until:2026-01-23 @req:ORD-505:until:2026-01-23
  Scenario: Adjustments are added, not rewritten
    Given a completed checkout for 2 of "an available product"
    When the order is delivered
    And the order is returned in part
    And the platform learns what became of the order
    And the order is refunded
    And the platform learns what became of the order
    Then the earlier adjustments are unchanged
    And there are more adjustments than before

  @id:order-unauthenticated @since:2026-04-08 @req:ORD-009 @req:ORD-015
  Scenario: An order is shown to nobody without credentials
    Given a completed checkout for 1 of "an available product"
    When the platform reads the order without signing
    Then the answer has HTTP status 401
    And the answer does not contain the order

  @id:order-unknown @since:2026-04-08 @req:ORD-016
  Scenario: An order that does not exist
    When the platform reads an order that does not exist
    Then the answer has HTTP status 200
    And the answer is an error envelope with the code "not_found"

  @id:order-foreign @since:2026-04-08 @req:ORD-016
  Scenario: Another platform's order
    Given a completed checkout for 1 of "an available product"
    When another platform reads the order
    Then the answer has HTTP status 200
    And the answer is an error envelope with the code "unauthorized"
    And the answer does not contain the order
