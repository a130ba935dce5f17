@cap:dev.ucp.shopping.checkout @needs:signatures @since:2026-04-08
Feature: Signed requests
  Requests are authenticated by HTTP Message Signatures (RFC 9421) made with a key of the
  platform's profile, over a minimum of components and a digest of the raw body.

  @id:signature-accepted @req:SIG-003
  Scenario: An ES256 signature is accepted
    When the platform creates a checkout for 1 of "an available product" signed with ES256
    Then the answer has HTTP status 201

  @id:signature-second-key @req:SIG-010 @req:SIG-011
  Scenario: Every key in the profile is accepted, the older one too
    Given the platform's profile has a second signing key
    When the platform creates a checkout for 1 of "an available product" signed with the first key
    Then the answer has HTTP status 201
    When the platform creates a checkout for 1 of "an available product" signed with the second key
    Then the answer has HTTP status 201

  @id:signature-retired-key @req:SIG-012
  Scenario: A key that was removed from the profile is refused
    Given the platform's profile has a second signing key
    And a checkout for 1 of "an available product"
    And the platform removes its first key from its profile
    And a minute passes at the business
    When the platform creates a checkout for 1 of "an available product" signed with the second key
    Then the answer has HTTP status 201
    When the platform creates a checkout for 1 of "an available product" signed with the first key
    Then the answer has HTTP status 401
    And the answer is the error "key_not_found"

  @id:signature-missing @req:SIG-013 @req:ERR-006 @req:ERR-011 @req:SIG-032
  Scenario Outline: <operation> without <header> is refused
    Given a checkout for 1 of "an available product"
    When the platform sends "<operation>" without the header "<header>"
    Then the answer has HTTP status 401
    And the answer is the error "signature_missing"
    And the checkout is as it was

    Examples:
      | operation         | header          |
      | create_checkout   | Signature       |
      | create_checkout   | Signature-Input |
      | get_checkout      | Signature       |
      | update_checkout   | Signature       |
      | cancel_checkout   | Signature       |
      | complete_checkout | Signature       |

  @id:signature-unsigned @req:SIG-013 @req:ERR-006 @req:AUT-001
  Scenario: An unsigned request is refused where signatures are required
    Given a checkout for 1 of "an available product"
    When the platform cancels the checkout without signing
    Then the answer has HTTP status 401
    And the answer is the error "signature_missing"
    And the checkout is as it was

  @id:signature-digest-absent @req:SIG-014
  Scenario: A signed request with a body but without Content-Digest is refused
    When the platform creates a checkout without the header "Content-Digest"
    Then the answer is a refusal of its signature or digest

  @id:signature-digest-mismatch @req:ERR-009 @req:SIG-015 @req:SIG-032 @req:SIG-021
  Scenario: A body that was changed after signing is refused
    When the platform creates a checkout whose body was changed after signing
    Then the answer has HTTP status 400
    And the answer is the error "digest_mismatch"

  @id:signature-digest-algorithm @req:SIG-015
  Scenario: A digest by another algorithm than sha-256 is refused
    When the platform creates a checkout whose digest is by sha-512 only
    Then the answer is a refusal of its signature or digest

  @id:signature-digest-raw @req:SIG-015
  Scenario: The digest is over the raw bytes, not over re-serialised JSON
    When the platform creates a checkout whose digest is over the body without white space
    Then the answer has HTTP status 400
    And the answer is the error "digest_mismatch"

  @id:signature-raw-white-space @req:SIG-015
  Scenario: White space in the body is part of what is signed and is accepted
    When the platform creates a checkout whose body has white space in it
    Then the answer has HTTP status 201

  @id:signature-digest-with-body @req:SIG-021
  Scenario: A body and digest that were exchanged together after signing are refused
    When the platform creates a checkout whose body and digest were changed after signing
    Then the answer has HTTP status 401
    And the answer is the error "signature_invalid"

  @id:signature-corrupt @req:ERR-007 @req:SIG-032
  Scenario: A corrupt signature is refused
    When the platform creates a checkout with one bit of the signature flipped
    Then the answer has HTTP status 401
    And the answer is the error "signature_invalid"

  @id:signature-other-key @req:ERR-007
  Scenario: A signature by another key under the platform's kid is refused
    When the platform creates a checkout signed by a stranger's key under its own kid
    Then the answer has HTTP status 401
    And the answer is the error "signature_invalid"

  @id:signature-unknown-key @req:ERR-008 @req:SIG-032
  Scenario: A key that the profile does not have is refused
    When the platform creates a checkout signed with a key that is not in its profile
    Then the answer has HTTP status 401
    And the answer is the error "key_not_found"

  @id:signature-der @req:SIG-022
  Scenario: A DER-encoded signature is refused
    When the platform creates a checkout with the signature encoded as DER
    Then the answer has HTTP status 401
    And the answer is the error "signature_invalid"

  @id:signature-algorithm @req:ERR-010 @req:SIG-032
  Scenario: A key of an unsupported curve is refused
    When the platform creates a checkout signed with a key of the unsupported curve "P-521"
    Then the answer has HTTP status 400
    And the answer is the error "algorithm_unsupported"

  @id:signature-minimum @req:SIG-017 @req:SIG-019 @req:SIG-020 @req:SIG-021
  Scenario Outline: A signature that does not cover <component> is refused
    When the platform creates a checkout whose signature does not cover "<component>"
    Then the answer has HTTP status 401
    And the answer is the error "signature_invalid" or "signature_missing"

    Examples:
      | component       |
      | @method         |
      | @authority      |
      | @path           |
      | ucp-agent       |
      | idempotency-key |
      | content-digest  |
      | content-type    |

  @id:signature-query @req:SIG-018
  Scenario: A query that the signature does not cover is refused
    Given a checkout for 1 of "an available product"
    When the platform reads the checkout with a query that its signature does not cover
    Then the answer has HTTP status 401
    And the answer is the error "signature_invalid" or "signature_missing"

  @id:signature-query-covered @req:SIG-018
  Scenario: A query that the signature covers is accepted
    Given a checkout for 1 of "an available product"
    When the platform reads the checkout with a query that its signature covers
    Then the answer has HTTP status 200

  @id:signature-swapped @req:SIG-017 @req:SIG-019 @req:SIG-020
  Scenario Outline: Another <part> than was signed is refused
    Given a checkout for 1 of "an available product"
    When the platform cancels the checkout with another <part> than it signed
    Then the answer has HTTP status 401
    And the checkout is as it was

    Examples:
      | part            |
      | path            |
      | idempotency key |

  @id:signature-other-agent @req:SIG-019 @req:AUT-002 @req:AUT-003 @req:ERR-012
  Scenario: A signature of one platform does not speak for another
    Given another platform that the business knows
    When the platform cancels the other platform's checkout in its name but with its own key
    Then the answer has HTTP status 401 or 403
    And the other platform's checkout is as it was

  @id:signature-alg-parameter @req:SIG-007
  Scenario: The algorithm follows from the key
    When the platform creates a checkout whose Signature-Input claims the algorithm "rsa-pss-sha512"
    Then the answer is a refusal of its signature or digest
