Feature: TLS
  A connector talks to a business over HTTPS only, and to nobody whose certificate it cannot verify.

  @id:connector-certificate @req:TLS-004
  Scenario Outline: <what>
    Given the business has the fault "<fault>"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector sends no request at all
    And the connector tells of an error

    Examples:
      | what                                           | fault                       |
      | A certificate that ran out                     | tls.expired_certificate     |
      | A certificate of another host                  | tls.wrong_host_certificate  |
      | A certificate that no known authority vouches for | tls.self_signed_certificate |

  @id:connector-tls-old @req:TLS-006
  Scenario: A business that speaks TLS 1.2 only
    Given the business has the fault "tls.newest_refused"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector sends no request at all

  @id:connector-endpoint-plain @req:TLS-004
  Scenario: An endpoint without TLS
    Given the business has the fault "profile.endpoint_plain"
    And the business tempts with the fault "tls.plain_served"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector asks for nothing without TLS
