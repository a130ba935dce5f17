Feature: What connector and business agree on
  A connector uses what both sides speak in one version and what is documented where its name says; it asks for nothing
  else.

  @id:connector-foreign-namespace @req:NEG-002 @req:NEG-003 @req:NEG-013
  Scenario: Capabilities documented on somebody else's site are not used
    Given the business has the fault "profile.namespace_foreign"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector uses nothing of the business, or says why it should not

  @id:connector-unknown-version @req:VER-005 @since:2026-04-08
  Scenario Outline: A business that speaks <version> only is sent nothing
    Given the business has the fault "profile.version_downgrade; version=<version>"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector sends no request at all

    Examples:
      | version    |
      | 2099-01-01 |
      | 2025-01-01 |

  @id:connector-nothing-in-common @req:SCH-013:since:2026-04-08 @req:SCH-502:until:2026-01-11
  Scenario: A checkout in another version only is not opened
    Given the business has the fault "profile.capability_version"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector sends no request at all

  @id:connector-not-negotiated @req:DSC-002:since:2026-04-08 @req:SCH-502:until:2026-01-11
  Scenario: Members of an extension that the business does not have are not sent
    Given the business has no capability "dev.ucp.shopping.discount"
    And a checkout of the connector for 1 of "an available product"
    When the connector is asked to enter the code "a percent code"
    Then no request has the member /discounts
