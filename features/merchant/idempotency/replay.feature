@cap:dev.ucp.shopping.checkout
Feature: The same request twice has one effect
  A platform that did not hear the answer sends the request again under the same key. The business
  answers as it did before and does nothing a second time.

  @id:idempotency-replay-create @req:IDM-004:since:2026-04-08 @req:IDM-008 @req:IDM-006
  Scenario: A repeated create returns the same checkout
    When the platform creates a checkout for 1 of "an available product"
    And the platform sends the same request again
    Then the answer is the same as before, to the byte
    And no second checkout was created

  @id:idempotency-replay-update @req:IDM-004:since:2026-04-08 @req:IDM-008 @req:IDM-006
  Scenario: A repeated update returns the same answer
    Given a checkout for 1 of "an available product"
    When the platform replaces the checkout by 2 of "an available product"
    And the platform sends the same request again
    Then the answer is the same as before, to the byte

  @id:idempotency-replay-complete @req:IDM-004:since:2026-04-08 @req:IDM-008 @req:IDM-014 @req:IDM-006
  Scenario: A repeated completion places one order
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a token that succeeds"
    And the platform sends the same request again
    Then the answer is the same as before, to the byte
    And exactly one order was announced

  @id:idempotency-complete-new-key @req:IDM-014
  Scenario: A completion under a new key places no second order
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a token that succeeds"
    And the platform completes the checkout again under a new key
    Then no other order than the first is shown
    And exactly one order was announced

  @id:idempotency-replay-cancel @req:IDM-004:since:2026-04-08 @req:IDM-008 @req:IDM-006
  Scenario: A repeated cancellation returns the same answer
    Given a checkout for 1 of "an available product"
    When the platform cancels the checkout
    And the platform sends the same request again
    Then the answer is the same as before, to the byte

  @id:idempotency-conflict-create @req:IDM-001:since:2026-04-08 @req:IDM-009 @req:IDM-502:until:2026-01-23
  Scenario: A key that comes back with another body is a conflict
    When the platform creates a checkout for 1 of "an available product"
    And the platform sends the same request again with the quantity 2
    Then the answer has HTTP status 409

  @id:idempotency-conflict-complete @req:IDM-001:since:2026-04-08 @req:IDM-009 @req:IDM-502:until:2026-01-23
  Scenario: A completion under a used key with another token is a conflict
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a token that is declined"
    And the platform sends the same request again with "a token that succeeds"
    Then the answer has HTTP status 409
    And the checkout has no order

  @id:idempotency-failure-replayed @since:2026-04-08 @req:IDM-004
  Scenario: A declined payment is replayed, not tried again
    Given a checkout that is ready for completion
    When the platform completes the checkout with "a token that is declined"
    And the platform sends the same request again
    Then the answer is the same as before, to the byte

  @id:idempotency-concurrent @req:IDM-004:since:2026-04-08 @req:IDM-014
  Scenario: Duplicates at the same moment have one effect
    Given a checkout that is ready for completion
    When the platform sends the same completion 8 times at once
    Then the answers that succeeded are all the same
    And exactly one order was announced

  @id:idempotency-concurrent-create @req:IDM-004:since:2026-04-08 @req:IDM-008
  Scenario: Duplicates of a create at the same moment create one checkout
    When the platform sends the same create 8 times at once
    Then the answers that succeeded are all the same

  @id:idempotency-other-checkout @req:IDM-001:since:2026-04-08 @req:IDM-009
  Scenario: A key is not answered for with another checkout
    Given a checkout for 1 of "an available product"
    When the platform cancels the checkout
    And the platform cancels another checkout under the same key
    Then the key conflicts, or the other checkout is answered for

  @id:idempotency-per-platform @since:2026-04-08 @req:IDM-004
  Scenario: Another platform's key is another key
    Given another platform that the business knows
    When the platform creates a checkout for 1 of "an available product"
    And the other platform sends the same request under the same key
    Then the answer has HTTP status 201
    And the two checkouts are different

  @id:idempotency-retention @req:IDM-003:since:2026-04-08 @req:IDM-007
  Scenario: A key is remembered for at least a day
    When the platform creates a checkout for 1 of "an available product"
    And 23 hours and 59 minutes pass at the business
    And the platform sends the same request again
    Then the answer is the same as before, to the byte

  @id:idempotency-storage-down @since:2026-04-08 @req:IDM-005
  Scenario: Without its memory of keys the business refuses
    Given a checkout for 1 of "an available product"
    And the business cannot reach its idempotency storage
    When the platform cancels the checkout
    Then the answer has HTTP status 503
    When the business can reach its idempotency storage again
    Then the checkout is as it was
