@cap:dev.ucp.shopping.checkout @cap:dev.ucp.shopping.discount
Feature: Discounts
  Codes and automatic reductions: what was applied, to what, and what was not and why.

  @id:discount-allocations @req:DSC-003
  Scenario: The parts of a discount add up to it
    When the platform creates a checkout for 3 of "an available product" with the code "a line-item code"
    Then some applied discount has allocations
    And the allocations of every applied discount add up to its amount

  @id:discount-replaced @req:DSC-004
  Scenario: The codes of an update replace the earlier ones
    Given a checkout for 2 of "an available product" with the code "a percent code"
    When the platform replaces its codes by "a fixed-amount code"
    Then the code "a fixed-amount code" is applied
    And the code "a percent code" is not applied

  @id:discount-cleared @req:DSC-004
  Scenario: An empty list clears the codes
    Given a checkout for 2 of "an available product" with the code "a percent code"
    When the platform replaces its codes by none
    Then no code is applied
    And the total is higher than it was

  @id:discount-case @req:DSC-004
  Scenario: Codes ignore case
    When the platform creates a checkout for 2 of "an available product" with the code "a percent code" in the other case
    Then the code "a percent code" is applied

  @id:discount-automatic @req:DSC-008
  Scenario: An automatic discount has no code
    When the platform prepares a checkout that earns an automatic discount
    Then an applied discount is automatic and without a code

  @id:discount-automatic-stays @req:DSC-008
  Scenario: An automatic discount cannot be removed
    When the platform prepares a checkout that earns an automatic discount
    And the platform replaces its codes by none
    Then an applied discount is automatic and without a code

  @id:discount-line-type @req:DSC-013 @req:DSC-014
  Scenario: What is taken off line items is an items_discount, and adds up
    When the platform creates a checkout for 2 of "an available product" with the code "a line-item code"
    Then the totals have an "items_discount" entry
    And the "items_discount" of the totals is the sum of the line items'

  @id:discount-order-type @req:DSC-013
  Scenario: What is taken off the order is a discount
    When the platform creates a checkout for 2 of "an available product" with the code "a percent code"
    Then the totals have a "discount" entry
    And the totals have no "items_discount" entry

  @id:discount-signs @since:2026-04-08 @req:DSC-015
  Scenario: A discount is positive where it is applied and negative in the totals
    When the platform creates a checkout for 2 of "an available product" with the code "a percent code"
    Then every applied discount is above zero
    And every "discount" and "items_discount" entry is below zero

  @id:discount-rejected @req:DSC-016
  Scenario Outline: A code that is <kind> stays listed but is not applied
    When the platform creates a checkout for 1 of "an available product" with the code "<code>"
    Then the code "<code>" is listed
    And the code "<code>" is not applied

    Examples:
      | kind    | code             |
      | unknown | an unknown code  |
      | expired | an expired code  |

  @id:discount-rejected-warning @req:DSC-007
  Scenario Outline: A code that is <kind> is reported by a warning
    When the platform creates a checkout for 1 of "an available product" with the code "<code>"
    Then the checkout has a warning "<warning>" that points at the code

    Examples:
      | kind    | code            | warning               |
      | unknown | an unknown code | discount_code_invalid |
      | expired | an expired code | discount_code_expired |

  @id:discount-exclusive @req:DSC-016
  Scenario: Codes that exclude each other are not both applied
    When the platform creates a checkout for 2 of "an available product" with the codes "a percent code" and "an exclusive code"
    Then the codes "a percent code" and "an exclusive code" are not both applied

  @id:discount-unsigned @until:2026-01-23 @req:DSC-501 @req:TOT-502
  Scenario: A discount is positive wherever it stands
    When the platform creates a checkout for 2 of "an available product" with the code "a percent code"
    Then every applied discount is above zero
    And the totals have a "discount" entry
    And no amount of the answer's totals is below zero
