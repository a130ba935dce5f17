Feature: Everything travels over TLS
  Profiles, checkouts and orders are served over HTTPS, with TLS 1.3 as the minimum.

  @id:tls-profile @req:PRO-006:since:2026-04-08 @req:TLS-004
  Scenario: The profile is not served over plain HTTP
    When the platform asks for the business profile over plain HTTP
    Then nothing but a refusal comes back

  @id:tls-endpoint-plain @req:TLS-004
  Scenario: The shopping endpoint is not served over plain HTTP
    When the platform asks for a checkout over plain HTTP
    Then nothing but a refusal comes back

  @id:tls-version @req:TLS-006
  Scenario: The checkout endpoint speaks TLS 1.3
    When the platform opens a TLS 1.3 connection to the shopping endpoint
    Then the handshake succeeds

  @id:tls-older-version @req:TLS-006
  Scenario: The checkout endpoint refuses TLS 1.2
    When the platform offers only TLS 1.2 to the shopping endpoint
    Then the handshake is refused

  @id:tls-order-version @since:2026-04-08 @req:TLS-010 @req:TLS-011 @cap:dev.ucp.shopping.order
  Scenario: The order endpoint refuses TLS 1.2
    When the platform offers only TLS 1.2 to the shopping endpoint
    Then the handshake is refused

  @id:tls-certificate @req:TLS-012
  Scenario: The certificate is valid and the cipher is an authenticated one
    When the platform opens a TLS 1.3 connection to the shopping endpoint
    Then the handshake succeeds
    And the certificate is valid now and names the host
    And the cipher suite is authenticated encryption
