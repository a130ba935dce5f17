@cap:dev.ucp.shopping.checkout
Feature: Which version is spoken
  The platform's profile says which version of the protocol it speaks; the business checks it on
  every request and serves the versions it publishes, no other.

  @id:version-unsupported @since:2026-04-08 @req:ERR-004 @req:VER-006 @req:VER-010
  Scenario Outline: A platform of the version <version> is told that it is not supported
    Given the platform speaks the protocol version "<version>"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 422
    And the answer is the error "version_unsupported"

    Examples:
      | version    |
      | 2099-01-01 |
      | 2019-01-01 |

  @id:version-every-request @since:2026-04-08 @req:VER-008
  Scenario: A version that changes between requests is noticed
    Given a checkout for 1 of "an available product"
    And the platform speaks the protocol version "2099-01-01" from now on
    And a minute passes at the business
    When the platform reads the checkout
    Then the answer has HTTP status 422
    And the answer is the error "version_unsupported"

  @id:version-named @req:VER-011
  Scenario: The answer names the version that was negotiated
    When the platform creates a checkout for 1 of "an available product"
    Then the answer names the protocol version under test

  @id:version-older @since:2026-04-08 @req:VER-011 @req:VER-016 @req:VER-017 @req:VER-003
  Scenario: An older version that the business lists is served as that version
    Given the platform speaks the oldest protocol version that the business lists
    When the platform creates a checkout for 1 of "an available product"
    Then the answer names that protocol version
    And no active capability is newer than that protocol version

  @id:version-older-declared @since:2026-04-08 @req:VER-001 @req:VER-002 @req:VER-004 @req:VER-023
  Scenario: Versions that are served are listed
    When the platform fetches the business profile
    Then every version that the business serves beside its own is listed in supported_versions

  @id:version-continue-url @since:2026-04-08 @req:ERR-018
  Scenario: A failed negotiation leads the buyer somewhere useful
    Given the platform speaks the protocol version "2099-01-01"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer is the error "version_unsupported"
    And the error body has a continue_url of the business

  @id:version-older-served @until:2026-01-23 @req:VER-501 @req:VER-011
  Scenario Outline: A platform of the version <version> is served
    Given the platform speaks the protocol version "<version>"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201
    And the answer names the protocol version under test

    Examples:
      | version    |
      | 2026-01-11 |
      | 2025-06-30 |

  @id:version-newer-refused @until:2026-01-23 @req:VER-502 @req:ERR-501
  Scenario: A platform of a later version is told that it is not supported
    Given the platform speaks the protocol version "2099-01-01"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer is a client error
    And the answer is an error body
    And the answer is the error "version_unsupported"

  @id:version-newer-noticed @until:2026-01-23 @req:VER-008 @req:VER-502
  Scenario: A version that becomes later between requests is noticed
    Given a checkout for 1 of "an available product"
    And the platform speaks the protocol version "2099-01-01" from now on
    And a minute passes at the business
    When the platform reads the checkout
    Then the answer is a client error
    And the answer is the error "version_unsupported"
