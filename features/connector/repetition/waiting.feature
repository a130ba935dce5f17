Feature: Waiting as told
  A business that cannot answer now says when to come again, in seconds or as a date.

  @id:connector-waits-when-limited @since:2026-04-08 @req:ERR-016
  Scenario: A limit on requests is waited out
    Given the business answers the next create_checkout with the fault "rate.limited; retry_after=2"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector waits at least 2 seconds before it repeats the create_checkout

  @id:connector-waits-until-a-date @since:2026-04-08 @req:ERR-016
  Scenario: Retry-After may be a date
    Given the business answers the next create_checkout with the fault "rate.limited; retry_after=9"
    And the business answers the next create_checkout with the fault "error.retry_after_date"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then no repetition comes before Retry-After allows it

  @id:connector-waits-no-year @since:2026-04-08 @req:ERR-016
  Scenario: Nobody waits for a year, and nobody comes before
    Given the business answers every create_checkout with the fault "error.unavailable; retry_after=1"
    And the business answers every create_checkout with the fault "error.retry_after_huge"
    When the connector is asked to create a checkout for 1 of "an available product"
    Then the connector tells of an error
    And no repetition comes before Retry-After allows it
