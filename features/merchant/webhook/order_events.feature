@cap:dev.ucp.shopping.order @needs:webhooks
Feature: Order webhooks
  The business pushes every order to the webhook URL in the platform's profile: when it is placed
  and whenever it changes, always the whole order, always signed, again until it is acknowledged.

  @id:webhook-created @since:2026-04-08 @req:WHK-011 @req:WHK-012 @req:ORD-008
  Scenario: A placed order is announced with everything in it
    Given a completed checkout for 1 of "an available product"
    When the first webhook arrives
    Then the webhook carries the order of the checkout
    And the webhook satisfies the schema of an order
    And the webhook's order is the one that reading it shows

  @id:webhook-headers @since:2026-04-08 @req:WHK-003 @req:WHK-006
  Scenario Outline: A webhook has the header <header>
    Given a completed checkout for 1 of "an available product"
    When the first webhook arrives
    Then the webhook has the header "<header>"

    Examples:
      | header            |
      | UCP-Agent         |
      | Webhook-Id        |
      | Webhook-Timestamp |
      | Content-Digest    |
      | Signature-Input   |
      | Signature         |

  @id:webhook-timestamp @since:2026-04-08 @req:WHK-003
  Scenario: The timestamp is in seconds, and now
    Given a completed checkout for 1 of "an available product"
    When the first webhook arrives
    Then the webhook's timestamp is a recent time in seconds

  @id:webhook-signature @since:2026-04-08 @req:WHK-001 @req:WHK-002 @req:WHK-004 @req:WHK-010
  Scenario: A webhook is signed by the business
    Given a completed checkout for 1 of "an available product"
    When the first webhook arrives
    Then the webhook's signature verifies with a key of the business profile
    And the webhook's signature covers "@method", "@authority", "@path", "content-digest" and "content-type"

  @id:webhook-agent @since:2026-04-08 @req:WHK-009 @req:SIG-026
  Scenario: A webhook names the business by its profile
    Given a completed checkout for 1 of "an available product"
    When the first webhook arrives
    Then the webhook's UCP-Agent names the profile of the business
    And that profile URL ends in "/.well-known/ucp"

  @id:webhook-retry @req:WHK-013
  Scenario: A webhook that was not acknowledged comes again
    Given the platform's webhook answers 500, then 200
    And a completed checkout for 1 of "an available product"
    When 2 webhooks have arrived
    Then both webhooks carry the same event
    And both webhooks carry the same body

  @id:webhook-update @req:WHK-012 @req:ORD-008:since:2026-04-08
  Scenario: A shipment is announced with the whole order
    Given a completed checkout for 2 of "an available product"
    And the first webhook has arrived
    When the order is shipped
    And 2 webhooks have arrived
    Then the webhook carries the order of the checkout
    And the webhook satisfies the schema of an order
    And the webhook's order has a fulfilment event of the type "shipped"
    And the webhooks have different ids

  @id:webhook-no-credentials @req:PAY-002
  Scenario: A webhook carries no payment credentials
    Given a completed checkout for 1 of "an available product"
    When the first webhook arrives
    Then no webhook contains the payment token

  @id:webhook-placed @until:2026-01-23 @req:WHK-011
  Scenario: A placed order is pushed with everything in it
    Given a completed checkout for 1 of "an available product"
    When the first webhook arrives
    Then the webhook carries the order of the checkout
    And the webhook's order lacks no member that an order must have

  @id:webhook-url @until:2026-01-23 @req:WHK-507
  Scenario: A placed order comes to the webhook URL of the profile
    Given a completed checkout for 1 of "an available product"
    When the first webhook arrives
    Then a webhook came to the URL in the platform's profile

  @id:webhook-order-schema @until:2026-01-23 @req:ORD-504
  Scenario: What is pushed is an order by the contract
    Given a completed checkout for 1 of "an available product"
    When the first webhook arrives
    Then the webhook satisfies the schema of an order

  @id:webhook-event @until:2026-01-23 @req:WHK-508
  Scenario: The body says which event it is and when it was created
    Given a completed checkout for 1 of "an available product"
    When the first webhook arrives
    Then the webhook has an event_id and a created_time

  @id:webhook-jwt @until:2026-01-23 @req:WHK-004 @req:WHK-501 @req:WHK-502 @req:WHK-503 @req:WHK-505
  Scenario: A webhook is signed by the business with a detached JWT
    Given a completed checkout for 1 of "an available product"
    When the first webhook arrives
    Then the webhook's signature is a detached JWT with a kid of the business profile
    And the webhook's signature verifies with a key of the business profile

  @id:webhook-sender @until:2026-01-23 @req:WHK-504
  Scenario: A webhook says whose it is
    Given a completed checkout for 1 of "an available product"
    When the first webhook arrives
    Then the webhook's path or headers identify the business

  @id:webhook-key-change @until:2026-01-23 @req:SIG-504 @req:SIG-505
  Scenario: A new key is published before it signs, and the old one stays
    Given a completed checkout for 2 of "an available product"
    And the first webhook has arrived
    When the business changes its signing key
    And the order is shipped
    And 2 webhooks have arrived
    Then the webhook is signed with another key than before the change
