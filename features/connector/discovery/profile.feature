Feature: The business profile
  A connector finds out what a business speaks from its profile: fetched over HTTPS without redirects, kept for as long
  as it may be, and asked for anew when that is over.

  @id:connector-profile-kept @req:NEG-012
  Scenario: The profile is kept between two calls
    When the connector is asked to create a checkout for 1 of "an available product"
    And the connector is asked to create a checkout for 1 of "an available product"
    Then the connector asks for the profile at most 1 time

  @id:connector-profile-uncacheable @req:NEG-030 @since:2026-04-08
  Scenario: A profile that forbids to be kept is kept for a minute all the same
    Given the business has the fault "profile.uncacheable"
    When the connector is asked to create a checkout for 1 of "an available product"
    And the connector is asked to create a checkout for 1 of "an available product"
    Then the connector asks for the profile at most 1 time

  @id:connector-profile-expires @req:NEG-012
  Scenario: A profile whose time is over is asked for again
    When the connector is asked to discover the business
    And 90 seconds pass for everybody
    And the connector is asked to discover the business
    Then the connector asks for the profile 2 times

  @id:connector-profile-redirect @req:NEG-028 @since:2026-04-08
  Scenario: A redirect of the profile is not followed
    Given the business has the fault "profile.redirect"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector follows no redirect of the profile
    And the connector sends no request at all

  @id:connector-profile-plain @req:NEG-026 @req:SIG-027 @since:2026-04-08
  Scenario: A business that is named without HTTPS is not talked to
    Given the business tempts with the fault "tls.plain_served"
    When the connector is asked to discover the business without TLS
    Then the connector asks for nothing without TLS

  @id:connector-endpoint @req:NEG-037
  Scenario: Operations are called at the endpoint of the profile
    Given the business serves its operations below "/shop/agents" only
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector asks for nothing outside the protocol
    And the connector sends the create_checkout

  @id:connector-redirect @req:NEG-037
  Scenario: A redirect of an operation is not followed
    Given the business answers every create_checkout with the fault "http.redirect_on_post; status=307"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector follows no redirect of an operation
