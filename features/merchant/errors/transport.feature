@cap:dev.ucp.shopping.checkout
Feature: Protocol errors
  What goes wrong below the business's own affairs has an HTTP status and a small JSON body: a code
  and a content.

  @id:error-unauthenticated @req:ERR-011:since:2026-04-08 @req:ERR-503:until:2026-01-23 @needs:signatures
  Scenario: A request without credentials is unauthenticated
    When the platform creates a checkout without signing
    Then the answer has HTTP status 401

  @id:error-body @since:2026-04-08 @req:ERR-022 @needs:signatures
  Scenario: A protocol error has a code and a content
    When the platform creates a checkout without signing
    Then the answer is an error body

  @id:error-body-messages @until:2026-01-23 @req:ERR-509
  Scenario: A protocol error has a status and messages
    When the platform creates a checkout with a body that is not JSON
    Then the answer is an error body

  @id:error-rate-limit @req:ERR-013:since:2026-04-08 @req:ERR-506:until:2026-01-23
  Scenario: Too many requests
    Given the business limits the rate of requests
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 429

  @id:error-retry-after @since:2026-04-08 @req:ERR-016
  Scenario: Too many requests come with the time to wait
    Given the business limits the rate of requests
    When the platform creates a checkout for 1 of "an available product"
    Then the answer says when to retry

  @id:error-internal @req:ERR-014:since:2026-04-08 @req:ERR-508:until:2026-01-23
  Scenario: An unexpected failure
    Given the business fails unexpectedly
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 500

  @id:error-unavailable @req:ERR-015:since:2026-04-08 @req:ERR-507:until:2026-01-23
  Scenario: Temporarily out of order
    Given the business is temporarily unavailable
    When the platform creates a checkout for 1 of "an available product"
    Then the answer has HTTP status 503

  @id:error-unavailable-retry-after @since:2026-04-08 @req:ERR-016
  Scenario: Temporarily out of order, with the time to wait
    Given the business is temporarily unavailable
    When the platform creates a checkout for 1 of "an available product"
    Then the answer says when to retry

  @id:error-invalid-request @req:ERR-024:since:2026-04-08 @req:ERR-502:until:2026-01-23
  Scenario Outline: A create with <defect> is a bad request
    When the platform creates a checkout with the body:
      """
      <body>
      """
    Then the answer has HTTP status 400

    Examples:
      | defect                 | body                                                            |
      | no line items          | {}                                                              |
      | line items of no array | {"line_items": {}}                                              |
      | an item without an id  | {"line_items": [{"item": {}, "quantity": 1}]}                   |
      | no quantity            | {"line_items": [{"item": {"id": "x"}}]}                         |
      | a quantity of zero     | {"line_items": [{"item": {"id": "x"}, "quantity": 0}]}          |
      | a negative quantity    | {"line_items": [{"item": {"id": "x"}, "quantity": -1}]}         |
      | a fractional quantity  | {"line_items": [{"item": {"id": "x"}, "quantity": 1.5}]}        |
      | a quantity in words    | {"line_items": [{"item": {"id": "x"}, "quantity": "1"}]}        |
