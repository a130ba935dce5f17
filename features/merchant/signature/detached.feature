@cap:dev.ucp.shopping.checkout @needs:signatures @until:2026-01-23
Feature: Requests signed with a detached JWS
  Every operation, reading included, carries Request-Signature. The version names the header and
  leaves its form open; here it is what webhooks of the version have, a detached JWS over the raw
  body, and what does not verify is failed authentication.

  @id:detached-accepted @req:SIG-502
  Scenario: A signature over the body is accepted
    When the platform creates a checkout for 1 of "an available product" signed with ES256
    Then the answer has HTTP status 201

  @id:detached-second-key @req:SIG-502
  Scenario: Every key in the profile is accepted
    Given the platform's profile has a second signing key
    When the platform creates a checkout for 1 of "an available product" signed with the second key
    Then the answer has HTTP status 201

  @id:detached-encoded @req:SIG-502
  Scenario: A signature over the encoded body is understood as well
    When the platform creates a checkout signed over the base64url form of its body
    Then that form of the signature is accepted too

  @id:detached-white-space @req:SIG-502
  Scenario: White space in the body is part of what is signed
    When the platform creates a checkout whose body has white space in it
    Then the answer has HTTP status 201

  @id:detached-missing @req:ERR-503
  Scenario Outline: <operation> without Request-Signature is refused
    Given a checkout for 1 of "an available product"
    When the platform sends "<operation>" without the header "Request-Signature"
    Then the answer has HTTP status 401
    And the answer is an error body
    And the checkout is as it was

    Examples:
      | operation         |
      | create_checkout   |
      | get_checkout      |
      | update_checkout   |
      | complete_checkout |
      | cancel_checkout   |

  @id:detached-other-body @req:ERR-503
  Scenario Outline: <operation> signed over another body is refused
    Given a checkout for 1 of "an available product"
    When the platform sends "<operation>" with a signature over another body
    Then the answer has HTTP status 401
    And the checkout is as it was

    Examples:
      | operation       |
      | create_checkout |
      | get_checkout    |
      | update_checkout |
      | cancel_checkout |

  @id:detached-body-changed @req:ERR-503
  Scenario: A body that was changed after signing is refused
    When the platform creates a checkout whose body was changed after signing
    Then the answer has HTTP status 401

  @id:detached-corrupt @req:ERR-503
  Scenario: A corrupt signature is refused
    When the platform creates a checkout with one bit of the signature flipped
    Then the answer has HTTP status 401

  @id:detached-other-key @req:ERR-503
  Scenario: A signature by another key under the platform's kid is refused
    When the platform creates a checkout signed by a stranger's key under its own kid
    Then the answer has HTTP status 401

  @id:detached-unknown-key @req:ERR-503
  Scenario: A key that the profile does not have is refused
    When the platform creates a checkout signed with a key that is not in its profile
    Then the answer has HTTP status 401

  @id:detached-retired-key @req:ERR-503
  Scenario: A key that was removed from the profile is refused
    Given the platform's profile has a second signing key
    And a checkout for 1 of "an available product"
    And the platform removes its first key from its profile
    And a minute passes at the business
    When the platform creates a checkout for 1 of "an available product" signed with the second key
    Then the answer has HTTP status 201
    When the platform creates a checkout for 1 of "an available product" signed with the first key
    Then the answer has HTTP status 401

  @id:detached-der @req:ERR-503
  Scenario: A DER-encoded signature is refused
    When the platform creates a checkout with the signature encoded as DER
    Then the answer has HTTP status 401

  @id:detached-attached @req:ERR-503
  Scenario: A signature that carries its payload is refused
    When the platform creates a checkout with its body inside the signature
    Then the answer has HTTP status 401

  @id:detached-header @req:ERR-503
  Scenario Outline: A protected header <defect> is refused
    When the platform creates a checkout with the protected header "<defect>"
    Then the answer has HTTP status 400 or 401
    And the answer is an error body

    Examples:
      | defect                     |
      | without a kid              |
      | of the algorithm none      |
      | of the algorithm HS256     |
      | b64 without crit           |
      | an unknown critical member |

  @id:detached-other-agent @req:ERR-503
  Scenario: A signature of one platform does not speak for another
    Given another platform that the business knows
    When the platform cancels the other platform's checkout in its name but with its own key
    Then the answer has HTTP status 401 or 403
    And the other platform's checkout is as it was
