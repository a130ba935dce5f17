@cap:dev.ucp.shopping.checkout
Feature: Creating a checkout
  A platform opens a checkout session with the items a buyer wants. The business answers with the
  whole session: what it holds, what it costs, what is still missing.

  @id:checkout-create @req:CHK-060
  Scenario: A checkout is created with status 201 and holds what was asked for
    When the platform creates a checkout for 2 of "an available product"
    Then the answer has HTTP status 201
    And the checkout holds 2 of "an available product"

  @id:checkout-cancel
  Scenario: A checkout that is cancelled stays cancelled
    Given a checkout for 1 of "an available product"
    When the platform cancels the checkout
    Then the checkout is "canceled"
    When the platform reads the checkout
    Then the answer has HTTP status 200
    And the checkout is "canceled"
