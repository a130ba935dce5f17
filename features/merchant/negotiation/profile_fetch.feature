@cap:dev.ucp.shopping.checkout
Feature: Whose request is it
  Every request names the platform's profile in UCP-Agent. The business fetches that profile, over
  https and without following redirects, checks it and caches it; a profile that cannot be had or
  does not satisfy the schema ends the request with the code that says why.

  @id:agent-absent @since:2026-04-08 @req:ERR-001 @req:NEG-032
  Scenario: A request without UCP-Agent is refused
    When the platform creates a checkout without the header "UCP-Agent"
    Then the answer has HTTP status 400
    And the answer is the error "invalid_profile_url"
    And no profile was fetched

  @id:agent-malformed @since:2026-04-08 @req:ERR-001 @req:SIG-024 @req:SIG-025
  Scenario Outline: UCP-Agent with <defect> is refused
    When the platform creates a checkout with UCP-Agent '<value>'
    Then the answer has HTTP status 400
    And the answer is the error "invalid_profile_url"

    Examples:
      | defect                      | value                                    |
      | no profile member           | version="1.0"                            |
      | a profile that is a token   | profile=platform                         |
      | a profile that is no URL    | profile="not a url"                      |
      | a relative URL              | profile="/profiles/agent.json"           |
      | an unclosed string          | profile="https://agent.example/p.json    |
      | a number for a profile      | profile=42                               |
      | another scheme              | profile="ftp://agent.example/p.json"     |

  @id:agent-not-https @since:2026-04-08 @req:NEG-025 @req:SIG-027 @req:SIG-025
  Scenario: A profile URL that is not https is refused
    Given the platform names its profile by an http URL
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 400
    And the answer is the error "invalid_profile_url"
    And no profile was fetched

  @id:profile-fetched-once @req:NEG-014 @req:NEG-030:since:2026-04-08
  Scenario: The profile is fetched at the first request and cached for at least a minute
    Given the platform's profile forbids caching
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201
    And the profile was fetched 1 time
    When the platform reads the checkout
    Then the answer has HTTP status 200
    And the profile was fetched 1 time

  @id:profile-redirect @since:2026-04-08 @req:NEG-027 @req:NEG-032
  Scenario: A redirect of the profile is not followed
    Given the platform's profile redirects to a valid one
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 424
    And the answer is the error "profile_unreachable"
    And the target of the redirect was not fetched

  @id:profile-unreachable @since:2026-04-08 @req:ERR-002 @req:NEG-032
  Scenario Outline: A profile host that answers <status> makes the profile unreachable
    Given the platform's profile answers with HTTP status <status>
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 424
    And the answer is the error "profile_unreachable"

    Examples:
      | status |
      | 404    |
      | 500    |
      | 503    |

  @id:profile-timeout @since:2026-04-08 @req:ERR-002 @req:NEG-029
  Scenario: A profile host that never answers does not hold the request for ever
    Given the platform's profile never answers
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 424
    And the answer is the error "profile_unreachable"

  @id:profile-malformed @since:2026-04-08 @req:ERR-003 @req:NEG-032
  Scenario Outline: A malformed profile is refused: <defect>
    Given the platform's profile is "<defect>"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 422
    And the answer is the error "profile_malformed"

    Examples:
      | defect                                     |
      | not JSON                                   |
      | an empty object                            |
      | without a version                          |
      | without services                           |
      | without payment handlers                   |
      | with a capability that is not a list       |
      | with a capability without a version        |
      | with a capability named without a domain   |
      | with a signing key without a kid           |

  @id:profile-recovers @since:2026-04-08 @req:NEG-014
  Scenario: A profile that could not be had is asked for again
    Given the platform's profile answers with HTTP status 503
    When the platform creates a checkout for 1 of "an available product"
    Then the answer is the error "profile_unreachable"
    Given the platform's profile is served as it should be
    And a minute passes at the business
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 201

  @id:profile-not-trusted @since:2026-04-08 @req:SIG-033 @setup:platforms=approved_only
  Scenario: A platform outside the list of approved platforms is forbidden
    Given the business approves of other platforms only
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 403
    And the answer is the error "profile_not_trusted"

  @id:refresh-once-per-minute @since:2026-04-08 @req:SIG-002
  Scenario: Unknown keys cause at most one refresh a minute
    Given a checkout for 1 of "an available product"
    When the platform reads the checkout signed with a key that is not in its profile 5 times
    Then every one of those answers is the error "key_not_found"
    And the profile was fetched at most 2 times

  @id:profile-not-usable @until:2026-01-23 @req:NEG-014
  Scenario Outline: A platform whose profile is <defect> is refused
    Given the platform's profile is "<defect>"
    When the platform creates a checkout for 1 of "an available product"
    Then the answer is a client error
    And the answer is an error body

    Examples:
      | defect            |
      | not JSON          |
      | an empty object   |
      | without a version |

  @id:platform-forbidden @until:2026-01-23 @req:ERR-504 @setup:platforms=approved_only
  Scenario: A platform that is known and not permitted is forbidden
    Given the business approves of other platforms only
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 403
    And the answer is an error body
