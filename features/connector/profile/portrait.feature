Feature: The connector's own profile
  UCP-Agent names a profile, which the business fetches. It is judged as the business was shown it; where the business
  cannot fetch it, nothing is said about it.

  @id:connector-portrait-redirect @req:PRO-006 @req:PRO-007 @since:2026-04-08
  Scenario: It is at the URL that is named
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector's profile is served without a redirect

  @id:connector-portrait-kept @req:PRO-008 @req:PRO-009 @since:2026-04-08
  Scenario: It may be kept
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector's profile may be kept for a minute by anybody

  @id:connector-portrait-schema @req:SIG-008 @req:SIG-009:since:2026-04-08 @req:SIG-501:until:2026-01-11 @req:PRO-502:until:2026-01-11
  Scenario: It keeps to its schema, keys included
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector's profile keeps to its schema

  @id:connector-portrait-documents @req:PRO-001 @req:PRO-002
  Scenario: Its capabilities are documented at the authority of their names
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector's profile documents its capabilities at the authority of their names

  @id:connector-portrait-services @req:PRO-501 @until:2026-01-11
  Scenario: Its services are specified at the authority of their names
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector's profile names its services' documents at the authority of their names

  @id:connector-portrait-names @req:NEG-001 @req:NEG-004
  Scenario: It uses names of the protocol only as the protocol does
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector's profile uses names of the protocol only as the protocol does

  @id:connector-portrait-version @req:VER-012 @req:VER-014:since:2026-04-08
  Scenario: It is of a dated version
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector's profile is of a dated version
