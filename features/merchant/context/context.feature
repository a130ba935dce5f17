@cap:dev.ucp.shopping.checkout
Feature: Context, claims, signals and attribution
  What the platform tells about the buyer and the occasion: hints that help, claims that must be
  proven, observations, and campaign data that must not matter.

  @id:claim-unknown @since:2026-04-08 @req:CTX-009 @req:CTX-034
  Scenario: A claim that the business does not know blocks nothing
    When the platform prepares a checkout for 1 of "an available product" claiming "an unknown claim"
    Then the checkout is "ready_for_complete"

  @id:claim-unknown-warning @since:2026-04-08 @req:CTX-010
  Scenario: A claim that is not accepted is reported
    When the platform prepares a checkout for 1 of "an available product" claiming "an unknown claim"
    Then the checkout has a warning "eligibility_not_accepted"

  @id:claim-provisional @since:2026-04-08 @req:DSC-009 @req:DSC-011 @cap:dev.ucp.shopping.discount
  Scenario: An accepted claim that changes the price shows as a provisional discount
    When the platform prepares a checkout for 1 of "an available product" claiming "an accepted claim"
    Then an applied discount is provisional, automatic, without a code, and names "an accepted claim"

  @id:claim-unverified @since:2026-04-08 @req:CTX-008 @req:CTX-012 @req:CTX-013 @req:DSC-012
  Scenario: A claim that cannot be verified stops the completion
    Given a checkout claiming "an accepted claim that cannot be verified" that is ready for completion
    When the platform completes the checkout with "a token that succeeds"
    Then the checkout is not "completed"
    And the checkout has an error message "eligibility_invalid"
    And the checkout has no order

  @id:claim-unverified-severity @since:2026-04-08 @req:CTX-015
  Scenario: A claim that cannot be verified can be withdrawn
    Given a checkout claiming "an accepted claim that cannot be verified" that is ready for completion
    When the platform completes the checkout with "a token that succeeds"
    Then the checkout has an error message "eligibility_invalid" of the severity "recoverable"

  @id:claim-unverified-path @since:2026-04-08 @req:CTX-016
  Scenario: The failed claim is pointed at
    Given a checkout claiming "an accepted claim that cannot be verified" that is ready for completion
    When the platform completes the checkout with "a token that succeeds"
    Then the error message "eligibility_invalid" points at the claim

  @id:claim-unverified-no-change @since:2026-04-08 @req:CTX-014
  Scenario: A failed verification changes nothing but the messages
    Given a checkout claiming "an accepted claim that cannot be verified" that is ready for completion
    When the platform completes the checkout with "a token that succeeds"
    Then the checkout is as it was but for its messages

  @id:claim-rescinded @since:2026-04-08 @req:CTX-008 @req:DSC-012
  Scenario: Without the claim the purchase goes through at the full price
    Given a checkout claiming "an accepted claim that cannot be verified" that is ready for completion
    When the platform withdraws the claim
    Then the total is higher than it was
    When the platform completes the checkout with "a token that succeeds"
    Then the checkout is "completed"

  @id:claim-verified @since:2026-04-08 @req:CTX-008 @req:DSC-012
  Scenario: A claim that is verified is granted
    Given a checkout claiming "an accepted claim" that is ready for completion
    When the platform completes the checkout with "a token that verifies the claim"
    Then the checkout is "completed"

  @id:context-binding @since:2026-04-08 @req:CTX-020
  Scenario: The address, not the hint, decides
    When the platform prepares a checkout to "a domestic address" with a context of another country
    Then the totals are those of the same checkout without the context

  @id:context-hint @since:2026-04-08 @req:CTX-018
  Scenario: A hint is used while nothing better is known
    When the platform creates a checkout for 1 of "a product priced by country" with a context of each country the plan names
    Then the checkouts differ in currency, tax or disclosures

  @id:signal-names @since:2026-04-08 @req:CTX-002
  Scenario Outline: A signal named <name> is refused
    When the platform creates a checkout for 1 of "an available product" with the signal "<name>"
    Then the answer has HTTP status 400

    Examples:
      | name     |
      | buyer_ip |
      | Dev.Ucp  |

  @id:signal-accepted @since:2026-04-08 @req:CTX-002
  Scenario: A signal in reverse-domain form is accepted
    When the platform creates a checkout for 1 of "an available product" with the signal "dev.ucp.user_agent"
    Then the answer has HTTP status 201

  @id:attribution-neutral @since:2026-04-08 @req:CTX-006
  Scenario: Campaign data changes nothing
    When the platform creates a checkout for 1 of "an available product" with and without attribution
    Then the two checkouts are equal but for their identifiers and times
    And both have the same active capabilities
