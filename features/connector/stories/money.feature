Feature: Stories of prices, stock and banks
  The worlds in which goods and money do not do as expected, played by the connector under test.

  @id:connector-story-black-friday @since:2026-04-08 @setup:world=black-friday @req:ERR-016
  Scenario: Black Friday
    When the connector goes shopping 2 times
    And the connector goes shopping 2 times
    And the connector goes shopping 2 times
    And something of the story has happened
    Then no repetition comes before Retry-After allows it
    And the connector tells of every order that the business has

  @id:connector-story-flaky-payments @setup:world=flaky-payments @req:CHK-003
  Scenario: A flaky bank
    When the connector goes shopping 2 times
    And the connector goes shopping 2 times
    And something of the story has happened
    Then the connector tells of every payment that did not succeed

  @id:connector-story-price-drift @setup:world=price-drift @req:CON-003
  Scenario: Rising prices
    When the connector goes shopping 2 times
    And something of the story has happened
    Then the connector pays no other total than was agreed

  @id:connector-story-three-d-secure-detour @setup:world=three-d-secure-detour @req:CHK-001
  Scenario: A careful bank
    Given a checkout of the connector that is ready for 1 of "an available product"
    When the connector is asked to complete the checkout with "a token that succeeds"
    And the buyer does what the business asks for
    And the same action is asked again
    Then the business has 1 order
    And the buyer is charged 1 time
