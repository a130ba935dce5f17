Feature: Totals that do not add up
  The business's totals are shown as they are; but nothing is completed on totals that contradict themselves.

  @id:connector-totals-mismatch @since:2026-04-08 @req:TOT-011
  Scenario Outline: A total that is <by> minor units off is not paid
    Given a checkout of the connector that is ready for 1 of "an available product"
    And the business answers every get_checkout with the fault "totals.not_summing; by=<by>"
    When the connector is asked to read the checkout
    And the connector is asked to complete the checkout with "a token that succeeds"
    Then the connector sends no complete_checkout

    Examples:
      | by   |
      | 1    |
      | 1000 |

  @id:connector-totals-mismatch-told @since:2026-04-08 @req:TOT-012
  Scenario: Totals that do not add up are told to whoever can decide
    Given a checkout of the connector that is ready for 1 of "an available product"
    And the business answers every get_checkout with the fault "totals.not_summing"
    When the connector is asked to read the checkout
    And the connector is asked to complete the checkout with "a token that succeeds"
    Then the connector tells of an error
