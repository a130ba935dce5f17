@cap:dev.ucp.shopping.checkout
Feature: The REST binding
  Requests and responses are JSON over standard HTTP.

  @id:rest-media-type @req:TLS-001
  Scenario: Answers are application/json
    Given a checkout for 1 of "an available product"
    When the platform reads the checkout
    Then the answer has the media type "application/json"
    When the platform creates a checkout with a body that is not JSON
    Then the answer has the media type "application/json"

  @id:rest-verbs @req:TLS-002
  Scenario Outline: <operation> answers to its own verb only
    Given a checkout for 1 of "an available product"
    When the platform sends "<operation>" with the verb "<verb>"
    Then the answer is a client error
    And the checkout is as it was

    Examples:
      | operation         | verb   |
      | get_checkout      | DELETE |
      | complete_checkout | PUT    |
      | cancel_checkout   | DELETE |

  @id:rest-malformed-json @req:TLS-005
  Scenario Outline: A body that is <defect> is refused
    When the platform creates a checkout with the raw body:
      """
      <body>
      """
    Then the answer is a client error

    Examples:
      | defect          | body                                                               |
      | cut off         | {"line_items": [{"item": {"id": "x"}, "quantity": 1}               |
      | not JSON        | line_items=x&quantity=1                                            |
      | no document     | {'line_items': []}                                                 |
      | trailed by more | {"line_items": [{"item": {"id": "x"}, "quantity": 1}]} {"more": 1} |

  @id:rest-malformed-json-status @req:ERR-024:since:2026-04-08 @req:ERR-502:until:2026-01-23
  Scenario Outline: A body that is <defect> is a bad request
    When the platform creates a checkout with the raw body:
      """
      <body>
      """
    Then the answer has HTTP status 400

    Examples:
      | defect          | body                                                               |
      | cut off         | {"line_items": [{"item": {"id": "x"}, "quantity": 1}               |
      | not JSON        | line_items=x&quantity=1                                            |
      | an array        | []                                                                 |
      | trailed by more | {"line_items": [{"item": {"id": "x"}, "quantity": 1}]} {"more": 1} |

  @id:rest-empty-body @req:TLS-005
  Scenario: A create without a body is refused
    When the platform creates a checkout with an empty body
    Then the answer is a client error

  @id:rest-empty-body-status @req:ERR-024:since:2026-04-08 @req:ERR-502:until:2026-01-23
  Scenario: A create without a body is a bad request
    When the platform creates a checkout with an empty body
    Then the answer has HTTP status 400

  @id:rest-order-json @since:2026-04-08 @req:TLS-009 @cap:dev.ucp.shopping.order
  Scenario: An order is valid JSON that satisfies its schema
    Given a completed checkout for 1 of "an available product"
    When the platform reads the order
    Then the answer has HTTP status 200
    And the answer has the media type "application/json"
    And the answer satisfies the schema of its operation

  @id:rest-status-codes @since:2026-04-08 @req:TLS-003
  Scenario: Outcomes use the classes of HTTP's status codes
    Given a checkout for 1 of "an available product"
    When the platform reads the checkout
    Then the answer has HTTP status 200
    When the platform creates a checkout with a body that is not JSON
    Then the answer is a client error
    When the platform reads a checkout without signing
    Then the answer is a client error

  @id:rest-outcome-codes @until:2026-01-23 @req:TLS-003
  Scenario: Outcomes use the classes of HTTP's status codes, whatever is missing
    Given a checkout for 1 of "an available product"
    When the platform reads the checkout
    Then the answer has HTTP status 200
    When the platform creates a checkout with a body that is not JSON
    Then the answer is a client error
    When the platform reads a checkout that does not exist
    Then the answer is a client error
