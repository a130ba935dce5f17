Feature: Answers that must not be used
  An answer that is no JSON, breaks its schema, is of another version, about something else or an old one is refused,
  and whoever asked is told so. A repetition of the request is no use of the answer.

  @id:connector-answer-not-json @req:SCH-013:since:2026-04-08 @req:SCH-502:until:2026-01-11
  Scenario: JSON that breaks off
    Given the business answers every create_checkout with the fault "json.cut_off"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector refuses the answer
    And the connector goes no further

  @id:connector-answer-completion-not-json @req:SCH-013:since:2026-04-08 @req:SCH-502:until:2026-01-11
  Scenario: The order is placed and its answer is no JSON
    Given a checkout of the connector that is ready for 1 of "an available product"
    And the business answers every complete_checkout with the fault "json.cut_off"
    When the connector is asked to complete the checkout with "a token that succeeds"
    Then the business has 1 order
    And the buyer is charged 1 time
    And the connector tells of an error or of the order

  @id:connector-answer-media-type @req:TLS-001 @setup:response_signing=none
  Scenario: JSON under another name
    Given the business answers every create_checkout with the fault "http.media_type"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector had better tell of an error

  @id:connector-answer-no-envelope @req:SCH-013:since:2026-04-08 @req:SCH-502:until:2026-01-11
  Scenario: No ucp in the answer
    Given the business answers every create_checkout with the fault "nego.envelope_missing"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector refuses the answer
    And the connector goes no further

  @id:connector-answer-schema @req:SCH-013:since:2026-04-08 @req:SCH-502:until:2026-01-11
  Scenario: A member of another type
    Given the business answers every create_checkout with the fault "body.edited_before_signing; pointer=/links; value=none"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector refuses the answer
    And the connector goes no further

  @id:connector-answer-version @req:VER-011
  Scenario: Another version than was agreed on
    Given the business answers every create_checkout with the fault "nego.version_wrong"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector refuses the answer
    And the connector goes no further

  @id:connector-answer-other-checkout @req:CHK-048
  Scenario: An answer about another checkout
    Given a checkout of the connector for 1 of "an available product"
    And the business answers every get_checkout with the fault "resp.wrong_id"
    When the connector is asked to read the checkout
    Then the connector refuses the answer
    And the connector goes no further

  @id:connector-answer-replayed @req:CHK-048
  Scenario: An answer that was given before
    Given a checkout of the connector for 1 of "an available product"
    And the business answers every update_checkout with the fault "resp.replayed"
    When the connector is asked to update the checkout to 2 of "an available product"
    Then the connector refuses the answer
    And the connector goes no further

  @id:connector-answer-revived @req:CHK-048
  Scenario: A canceled checkout that comes back to life
    Given a checkout of the connector for 1 of "an available product"
    When the connector is asked to cancel the checkout
    And the business begins to answer every get_checkout with the fault "resp.stale_status"
    And the connector is asked to read the checkout
    Then the connector refuses the answer
