@cap:dev.ucp.shopping.checkout
Feature: Business outcomes
  What goes wrong within the business's own affairs is an answer like any other: HTTP 200, a UCP
  envelope, and messages that say what happened and what can be done.

  @id:outcome-not-found @since:2026-04-08 @req:ERR-023 @req:ERR-025 @req:ERR-019
  Scenario: A checkout that does not exist
    When the platform reads a checkout that does not exist
    Then the answer has HTTP status 200
    And the answer is an error envelope with the code "not_found"
    And its error messages are unrecoverable

  @id:outcome-nothing-to-create @since:2026-04-08 @req:CHK-061 @req:ERR-023 @req:ERR-025
  Scenario: Nothing of what is wanted can be had
    When the platform creates a checkout for 1 of "an out-of-stock product"
    Then the answer has HTTP status 200
    And the answer is an error envelope
    And the answer has no resource

  @id:outcome-nothing-to-create-severity @since:2026-04-08 @req:ERR-019
  Scenario: Nothing of what is wanted can be had, and no update can change that
    When the platform creates a checkout for 1 of "an out-of-stock product"
    Then its error messages are unrecoverable

  @id:outcome-unknown-product @since:2026-04-08 @req:CHK-061 @req:ERR-025
  Scenario: A product that the business does not know
    When the platform creates a checkout for 1 of "an unknown product"
    Then the answer has HTTP status 200
    And the answer is an error envelope
    And the answer has no resource

  @id:outcome-out-of-stock-severity @since:2026-04-08 @req:ERR-020 @req:ERR-023
  Scenario: One of two products is out of stock
    When the platform creates a checkout for 1 of "an available product" and 1 of "an out-of-stock product"
    Then the answer is a checkout
    And the checkout has an error message "out_of_stock" or "item_unavailable" of the severity "recoverable"

  @id:outcome-payment-failed-severity @since:2026-04-08 @req:ERR-020 @req:ERR-023
  Scenario: A declined payment can be repaired
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a token that is declined"
    Then the answer has HTTP status 200
    And the checkout has an error message "payment_failed" of the severity "recoverable"
    And the checkout has no order

  @id:outcome-undeliverable-severity @since:2026-04-08 @req:ERR-020 @cap:dev.ucp.shopping.fulfillment
  Scenario: An address that cannot be reached can be corrected
    Given a checkout for 1 of "an available product"
    When the platform asks for shipping to "an undeliverable address"
    Then the checkout has an error message "address_undeliverable" of the severity "recoverable"

  @id:outcome-accurate @req:ERR-021
  Scenario: An error message points at what it is about
    When the platform creates a checkout for 1 of "an available product" and 1 of "an out-of-stock product"
    Then every error message has a path that resolves in the request or the answer

  @id:outcome-unknown-checkout @until:2026-01-23 @req:ERR-505
  Scenario Outline: <operation> of a checkout that does not exist is 404
    When the platform sends "<operation>" for a checkout that does not exist
    Then the answer has HTTP status 404

    Examples:
      | operation         |
      | get_checkout      |
      | update_checkout   |
      | complete_checkout |
      | cancel_checkout   |

  @id:outcome-nothing-created @until:2026-01-23 @req:ERR-502
  Scenario Outline: A create that leaves nothing to sell is refused: <product>
    When the platform creates a checkout for 1 of "<product>"
    Then the answer is a client error

    Examples:
      | product                 |
      | an unknown product      |
      | an out-of-stock product |

  @id:outcome-severities @until:2026-01-23 @req:ERR-510
  Scenario: A severity is one of three
    When the platform creates a checkout for 1 of "an available product" and 1 of "an out-of-stock product"
    Then every severity is "recoverable", "requires_buyer_input" or "requires_buyer_review"
    When the platform creates a checkout for 1 of "an unknown product"
    Then every severity is "recoverable", "requires_buyer_input" or "requires_buyer_review"
