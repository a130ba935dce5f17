@cap:dev.ucp.shopping.checkout
Feature: Totals add up
  What is shown is what is charged: one subtotal, one total, every entry with its sign, every
  breakdown complete.

  @id:totals-one-subtotal @since:2026-04-08 @req:TOT-006 @req:TOT-026
  Scenario: There is exactly one subtotal
    Given a checkout that is ready for completion
    Then the checkout has exactly one "subtotal" entry

  @id:totals-one-total @since:2026-04-08 @req:TOT-007 @req:TOT-026
  Scenario: There is exactly one total
    Given a checkout that is ready for completion
    Then the checkout has exactly one "total" entry

  @id:totals-order @since:2026-04-08 @req:TOT-006 @req:TOT-007 @req:TOT-026 @cap:dev.ucp.shopping.order
  Scenario: An order has one subtotal and one total too
    Given a completed checkout for 2 of "an available product"
    When the platform reads the order
    Then the order has exactly one "subtotal" entry
    And the order has exactly one "total" entry

  @id:totals-sum @req:TOT-007:since:2026-04-08 @req:TOT-503:until:2026-01-23
  Scenario: The entries add up to the total
    Given a checkout that is ready for completion
    Then the entries of the totals add up to the total

  @id:totals-subtotal-is-lines @req:TOT-006:since:2026-04-08 @req:TOT-503:until:2026-01-23
  Scenario: The subtotal is what the line items cost
    When the platform creates a checkout for 3 of "an available product" and 2 of "another available product"
    Then the subtotal is the sum of the line items' subtotals
    And every line item's subtotal is its quantity times its price

  @id:totals-signs-discount @since:2026-04-08 @req:TOT-015 @req:DSC-015 @cap:dev.ucp.shopping.discount
  Scenario: Discounts are below zero
    When the platform creates a checkout for 2 of "an available product" with the code "a percent code"
    Then the totals have a "discount" or "items_discount" entry
    And every "discount" and "items_discount" entry is below zero

  @id:totals-signs-charges @req:TOT-016:since:2026-04-08 @req:TOT-502:until:2026-01-23
  Scenario: Charges are zero or more
    Given a checkout that is ready for completion
    Then every "subtotal", "fulfillment", "tax" and "fee" entry is zero or more

  @id:totals-unknown-types @since:2026-04-08 @req:TOT-005 @req:TOT-018
  Scenario: An entry of the business's own type says what it is
    When the platform prepares a checkout for 2 of "a product with a charge of the shop's own type"
    Then every entry of a type that the protocol does not define has a display_text

  @id:totals-lines @since:2026-04-08 @req:TOT-021 @req:TOT-028
  Scenario: A breakdown adds up to its entry
    When the platform prepares a checkout for 2 of "a product with a broken-down charge"
    Then some entry of the totals has lines
    And the lines of every entry add up to its amount

  @id:totals-schema @req:TOT-015:since:2026-04-08 @req:TOT-016:since:2026-04-08 @req:TOT-026:since:2026-04-08 @req:TOT-501:until:2026-01-23 @req:TOT-502:until:2026-01-23
  Scenario: The totals satisfy their schema
    When the platform creates a checkout for 2 of "an available product"
    Then the totals of the answer satisfy the schema of its operation

  @id:totals-quantity @req:TOT-007:since:2026-04-08 @req:TOT-503:until:2026-01-23
  Scenario: Twice as much costs twice as much
    Given a checkout for 1 of "an available product"
    When the platform replaces the checkout by 2 of "an available product"
    Then the subtotal is twice what it was

  @id:totals-closed-list @until:2026-01-23 @req:TOT-501 @req:TOT-502
  Scenario: Totals have no type that the version does not define, and no sign
    When the platform prepares a checkout for 2 of "a product with a charge of the shop's own type"
    Then every entry of the totals has a type that the version defines
    And no amount of the answer's totals is below zero

  @id:totals-discounted-sum @until:2026-01-23 @req:TOT-503 @cap:dev.ucp.shopping.discount
  Scenario: Discounts are subtracted
    When the platform creates a checkout for 2 of "an available product" with the code "a percent code"
    Then the totals have a "discount" entry
    And the entries of the totals add up to the total
