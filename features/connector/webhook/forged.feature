@cap:dev.ucp.shopping.order
Feature: Webhooks that must not be believed
  Anybody can post to an open address. Only what the business signed, about its own orders, counts.

  @id:connector-webhook-forged @req:WHK-005 @req:WHK-506:until:2026-01-23
  Scenario Outline: A webhook <how> is refused
    Given the business has the fault "<fault>"
    And an order of the connector for 1 of "an available product"
    When 1 webhook came to the connector
    Then the connector does not take the webhook in

    Examples:
      | how                             | fault              |
      | without a signature             | hook.unsigned      |
      | with a wrong signature          | hook.bad_signature |
      | that was changed on the way     | hook.edited        |
      | under a key that was taken back | hook.old_key       |

  @id:connector-webhook-foreign-order @since:2026-04-08 @req:WHK-007
  Scenario: A webhook about an order that was not placed with this business is refused
    Given the business has the fault "hook.wrong_order"
    And an order of the connector for 1 of "an available product"
    When 1 webhook came to the connector
    Then the connector does not take the webhook in

  @id:connector-webhook-half @req:WHK-012
  Scenario: A webhook with half an order is not taken for the whole
    Given the business has the fault "hook.partial_snapshot"
    And an order of the connector for 1 of "an available product"
    When 1 webhook came to the connector
    Then the connector does not take the webhook in
