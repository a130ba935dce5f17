@cap:dev.ucp.shopping.checkout
Feature: What both sides can do
  The business keeps those of its capabilities that the platform's profile has too, at the newest
  version both list, drops extensions whose parents are gone, and reports the result with every
  answer, as far as it concerns the operation.

  @id:negotiate-intersection @req:NEG-015 @req:NEG-019 @req:NEG-018
  Scenario: Only capabilities of both sides are active
    Given the platform declares only the capability "dev.ucp.shopping.checkout"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201
    And the active capabilities are exactly "dev.ucp.shopping.checkout"

  @id:negotiate-extension @req:NEG-015 @req:NEG-019 @cap:dev.ucp.shopping.discount
  Scenario: An extension that both sides declare is active
    Given the platform declares only the capabilities "dev.ucp.shopping.checkout" and "dev.ucp.shopping.discount"
    When the platform creates a checkout for 1 of "an available product"
    Then the active capabilities are exactly "dev.ucp.shopping.checkout" and "dev.ucp.shopping.discount"

  @id:negotiate-foreign @req:NEG-019
  Scenario: A capability that only the platform has stays inactive
    Given the platform also declares the capability "com.example.agent_only"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201
    And the active capabilities do not include "com.example.agent_only"

  @id:negotiate-version @since:2026-04-08 @req:NEG-020 @req:NEG-034
  Scenario: The newest version that both sides list is chosen
    Given the platform declares "dev.ucp.shopping.checkout" at the business's version and at "2019-01-01" and "2099-01-01"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201
    And the active version of "dev.ucp.shopping.checkout" is the newest that both sides list

  @id:negotiate-no-common-extension-version @since:2026-04-08 @req:NEG-020 @req:NEG-034 @cap:dev.ucp.shopping.discount
  Scenario: An extension without a common version is left out
    Given the platform declares "dev.ucp.shopping.discount" only at "2019-01-01"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201
    And the active capabilities do not include "dev.ucp.shopping.discount"

  @id:negotiate-no-common-version @since:2026-04-08 @req:NEG-033 @req:NEG-034 @req:ERR-005
  Scenario: No common version of the capability that the operation needs
    Given the platform declares "dev.ucp.shopping.checkout" only at "2019-01-01"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 200
    And the answer is an error envelope with the code "capabilities_incompatible"

  @id:negotiate-nothing @since:2026-04-08 @req:ERR-005
  Scenario: No common capability at all
    Given the platform declares only the capability "com.example.agent_only"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 200
    And the answer is an error envelope with the code "capabilities_incompatible"

  @id:negotiate-orphan @since:2026-04-08 @req:NEG-016 @req:NEG-021 @cap:dev.ucp.shopping.discount
  Scenario: An extension whose only parent is missing opens nothing
    Given the platform declares only the capability "dev.ucp.shopping.discount"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer is an error envelope with the code "capabilities_incompatible"
    And the active capabilities do not include "dev.ucp.shopping.discount"

  @id:negotiate-one-parent-of-two @since:2026-04-08 @req:NEG-021
  Scenario: An extension of several parents needs only one of them
    Given the business advertises "com.example.gift_wrap" as an extension of "dev.ucp.shopping.cart" and "dev.ucp.shopping.checkout"
    And the platform also declares the capability "com.example.gift_wrap"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201
    And the active capabilities include "com.example.gift_wrap"

  @id:negotiate-no-parent-of-one @req:NEG-016 @req:NEG-021:since:2026-04-08 @req:NEG-501:until:2026-01-23
  Scenario: An extension of a parent that is not there is left out
    Given the business advertises "com.example.gift_wrap" as an extension of "com.example.missing"
    And the platform also declares the capability "com.example.gift_wrap"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201
    And the active capabilities do not include "com.example.gift_wrap"

  @id:negotiate-requires @since:2026-04-08 @req:NEG-006
  Scenario: An extension whose requirements are not met is left out
    Given the business advertises "com.example.gift_wrap" as an extension of "dev.ucp.shopping.checkout" that requires the protocol "2099-01-01"
    And the platform also declares the capability "com.example.gift_wrap"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201
    And the active capabilities do not include "com.example.gift_wrap"

  @id:negotiate-requires-met @since:2026-04-08 @req:NEG-006
  Scenario: An extension whose requirements are met is active
    Given the business advertises "com.example.gift_wrap" as an extension of "dev.ucp.shopping.checkout" that requires the protocol "2020-01-01"
    And the platform also declares the capability "com.example.gift_wrap"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201
    And the active capabilities include "com.example.gift_wrap"

  @id:negotiate-relevance-checkout @since:2026-04-08 @req:NEG-023
  Scenario: A checkout lists the checkout capability and its extensions only
    When the platform creates a checkout for 1 of "an available product"
    Then the active capabilities include "dev.ucp.shopping.checkout"
    And every active capability concerns the operation

  @id:negotiate-relevance-order @since:2026-04-08 @req:NEG-023 @cap:dev.ucp.shopping.order
  Scenario: An order lists the order capability only
    Given a completed checkout for 1 of "an available product"
    When the platform reads the order
    Then the active capabilities include "dev.ucp.shopping.order"
    And every active capability concerns the operation

  @id:negotiate-errors-name-version @since:2026-04-08 @req:NEG-017
  Scenario: An error envelope names the protocol version too
    When the platform reads a checkout that does not exist
    Then the answer is an error envelope with the code "not_found"
    And the answer names the protocol version under test

  @id:negotiate-every-answer @req:NEG-017 @req:NEG-018 @req:VER-011
  Scenario: Create, read, update and cancel all name the version and the capabilities
    When the platform creates a checkout for 1 of "an available product"
    Then the answer names the protocol version under test
    And the active capabilities include "dev.ucp.shopping.checkout"
    When the platform reads the checkout
    Then the answer names the protocol version under test
    And the active capabilities include "dev.ucp.shopping.checkout"
    When the platform replaces the checkout by 2 of "an available product"
    Then the answer names the protocol version under test
    And the active capabilities include "dev.ucp.shopping.checkout"
    When the platform cancels the checkout
    Then the answer names the protocol version under test
    And the active capabilities include "dev.ucp.shopping.checkout"

  @id:negotiate-older-capability @until:2026-01-23 @req:NEG-502 @req:NEG-019
  Scenario: A capability that the platform has in an older version is active
    Given the platform declares "dev.ucp.shopping.checkout" only at "2025-06-30"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201
    And the active capabilities include "dev.ucp.shopping.checkout"

  @id:negotiate-newer-capability @until:2026-01-23 @req:NEG-502 @req:ERR-501
  Scenario: The operation's capability in a later version is refused
    Given the platform declares "dev.ucp.shopping.checkout" only at "2099-01-01"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer is a client error
    And the answer is an error body

  @id:negotiate-newer-extension @until:2026-01-23 @req:NEG-502 @cap:dev.ucp.shopping.discount
  Scenario: An extension in a later version is not active
    Given the platform declares "dev.ucp.shopping.discount" only at "2099-01-01"
    When the platform creates a checkout for 1 of "an available product"
    Then the capability "dev.ucp.shopping.discount" is not used

  @id:negotiate-nothing-in-common @until:2026-01-23 @req:ERR-501 @req:NEG-015
  Scenario: No common capability at all is refused with an error body
    Given the platform declares only the capability "com.example.agent_only"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer is a client error
    And the answer is an error body

  @id:negotiate-orphan-refused @until:2026-01-23 @req:NEG-016 @req:NEG-501 @req:ERR-501 @cap:dev.ucp.shopping.discount
  Scenario: An extension whose parent is missing opens nothing
    Given the platform declares only the capability "dev.ucp.shopping.discount"
    When the platform creates a checkout for 1 of "an available product"
    Then the negotiation is refused
    And the capability "dev.ucp.shopping.discount" is not used

  @id:negotiate-chain @until:2026-01-23 @req:NEG-022 @req:NEG-501
  Scenario: An extension of an extension that was left out is left out too
    Given the business advertises "com.example.gift_wrap" as an extension of "com.example.missing"
    And the business advertises "com.example.gift_ribbon" as an extension of "com.example.gift_wrap"
    And the platform also declares the capability "com.example.gift_wrap"
    And the platform also declares the capability "com.example.gift_ribbon"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201
    And the active capabilities do not include "com.example.gift_wrap"
    And the active capabilities do not include "com.example.gift_ribbon"
