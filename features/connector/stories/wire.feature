Feature: Stories of the wire
  The worlds in which lines, hosts and limits go wrong, played by the connector under test.

  @id:connector-story-bad-line @setup:world=bad-line @req:IDM-008 @req:IDM-004:since:2026-04-08
  Scenario: A bad line
    When the connector goes shopping 2 times
    And the connector goes shopping 2 times
    And the connector goes shopping 2 times
    And something of the story has happened
    Then every repetition has the key and the bytes of the first

  @id:connector-story-rate-limited-bursts @since:2026-04-08 @setup:world=rate-limited-bursts @req:ERR-016
  Scenario: A limit on bursts
    When the connector goes shopping 2 times
    And the connector goes shopping 2 times
    And something of the story has happened
    Then no repetition comes before Retry-After allows it

  @id:connector-story-slow-profile @setup:world=slow-profile @req:NEG-012
  Scenario: A slow host of the profile
    When the connector goes shopping 2 times
    And something of the story has happened
    Then the connector asks for the profile at most 5 times

  @id:connector-story-restart-mid-complete @setup:world=restart-mid-complete @req:IDM-014
  Scenario: A restart in the middle of a completion
    When the connector goes shopping 1 time
    And something of the story has happened
    Then the connector pays under one key
    And the connector tells of every order that the business has

  @id:connector-story-clock-skew @setup:world=clock-skew @req:CHK-048
  Scenario: Another time
    When the connector goes shopping 1 time
    And something of the story has happened
    Then the connector pays what is still open
