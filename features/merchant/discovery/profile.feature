Feature: The business profile
  Everything starts at /.well-known/ucp: which version the business speaks, where its services are,
  what it can do and which keys sign its messages. A profile is public and cacheable.

  @id:profile-no-redirect @since:2026-04-08 @req:PRO-007
  Scenario: The profile is answered where it stands
    When the platform fetches the business profile
    Then the profile is answered with HTTP status 200
    And the profile is not a redirect

  @id:profile-cacheable @since:2026-04-08 @req:PRO-008
  Scenario: Anybody may cache the profile for at least a minute
    When the platform fetches the business profile
    Then the profile's Cache-Control has "public"
    And the profile may be cached for at least 60 seconds

  @id:profile-not-uncacheable @since:2026-04-08 @req:PRO-009
  Scenario Outline: The profile is never marked as <directive>
    When the platform fetches the business profile
    Then the profile's Cache-Control does not have "<directive>"

    Examples:
      | directive |
      | private   |
      | no-store  |
      | no-cache  |

  @id:profile-schema @req:PRO-502:until:2026-01-23
  Scenario: The profile satisfies the contract
    When the platform fetches the business profile
    Then the rest of the profile satisfies the schema of a business profile

  @id:profile-keys-schema @req:SIG-009:since:2026-04-08 @req:SIG-501:until:2026-01-23
  Scenario: The signing keys satisfy the contract
    When the platform fetches the business profile
    Then the signing keys of the profile satisfy the schema of a business profile

  @id:profile-handlers-schema @until:2026-01-23 @req:PRO-503
  Scenario: The payment handlers satisfy the contract
    When the platform fetches the business profile
    Then the payment handlers of the profile satisfy the schema of a business profile

  @id:profile-names @req:NEG-001
  Scenario: Services, capabilities and payment handlers are named in reverse-domain form
    When the platform fetches the business profile
    Then every name in the profile is a reverse-domain name
    And the names in the profile satisfy the schema of a business profile

  @id:profile-reserved-names @req:NEG-004
  Scenario: Only the protocol itself defines names below dev.ucp
    When the platform fetches the business profile
    Then every "dev.ucp" capability of the profile is one that the version defines

  @id:profile-capability-documents @req:PRO-001
  Scenario: Every capability names its specification and its schema
    When the platform fetches the business profile
    Then every capability of the profile has a spec and a schema

  @id:profile-namespace @req:PRO-002
  Scenario: Capability documents live at the authority that the name encodes
    When the platform fetches the business profile
    Then the spec and schema of every capability are at the authority of its name

  @id:profile-endpoint @req:PRO-003
  Scenario: Service endpoints are absolute https URLs
    When the platform fetches the business profile
    Then every service endpoint of the profile is an absolute https URL

  @id:profile-endpoint-no-slash @req:PRO-004
  Scenario: Service endpoints end without a slash
    When the platform fetches the business profile
    Then no service endpoint of the profile ends with a slash

  @id:profile-version-is-a-date @req:VER-012 @req:VER-013:since:2026-04-08 @req:VER-014:since:2026-04-08
  Scenario: Versions are dates of releases
    When the platform fetches the business profile
    Then every protocol version in the profile is a date

  @id:profile-older-versions @since:2026-04-08 @req:VER-007
  Scenario: The profile of an older version stands alone
    When the platform fetches the business profile
    Then no profile listed in supported_versions has supported_versions of its own

  @id:profile-keys @req:SIG-008 @req:SIG-009:since:2026-04-08 @req:SIG-501:until:2026-01-23
  Scenario: The signing keys are complete JSON Web Keys
    When the platform fetches the business profile
    Then the profile publishes at least one signing key
    And every signing key of the profile has a kid and a kty
    And every elliptic-curve key of the profile is a point on its curve
    And no signing key of the profile reveals a private member

  @id:profile-key-curve @since:2026-04-08 @req:SIG-005
  Scenario: Messages are signed with P-256
    When the platform fetches the business profile
    Then the profile publishes a P-256 key

  @id:profile-consent @req:CON-002 @cap:dev.ucp.shopping.buyer_consent
  Scenario: Buyer consent extends checkout
    When the platform fetches the business profile
    Then the capability "dev.ucp.shopping.buyer_consent" of the profile extends "dev.ucp.shopping.checkout"

  @id:profile-service-spec @until:2026-01-23 @req:PRO-501
  Scenario: Service documents live at the authority that the name encodes
    When the platform fetches the business profile
    Then the spec of every service is at the authority of its name
