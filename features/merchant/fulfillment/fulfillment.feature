@cap:dev.ucp.shopping.checkout @cap:dev.ucp.shopping.fulfillment
Feature: Fulfilment
  How goods reach the buyer: the business offers options, the buyer chooses.

  @id:fulfillment-options @req:FUL-003
  Scenario: An address brings options with a title and a price
    Given a checkout for 1 of "an available product"
    When the platform asks for shipping to "a domestic address"
    Then there are options
    And every option has a title and exactly one total

  @id:fulfillment-titles @req:FUL-001
  Scenario: Options of one group have different titles
    Given a checkout for 1 of "an available product"
    When the platform asks for shipping to "a domestic address"
    Then there are options
    And no two options of a group share a title

  @id:fulfillment-descriptions @req:FUL-004
  Scenario: A description repeats neither title nor price
    Given a checkout for 1 of "an available product"
    When the platform asks for shipping to "a domestic address"
    Then there are options
    And no option's description contains its title or its price

  @id:fulfillment-description-quality @req:FUL-002 @req:FUL-005 @req:FUL-006
  Scenario: Titles and descriptions are worth reading
    Given a checkout for 1 of "an available product"
    When the platform asks for shipping to "a domestic address"
    Then every option's title has at least two words
    And every option's description adds a timing or a carrier

  @id:fulfillment-order @req:FUL-010
  Scenario: Options come in order of price or speed
    Given a checkout for 1 of "an available product"
    When the platform asks for shipping to "a domestic address"
    Then the options are ordered by price or by speed

  @id:fulfillment-available-methods @req:FUL-008 @req:FUL-009
  Scenario: Another way to get it is told in a full sentence
    When the platform creates a checkout for 1 of "a product for pickup"
    Then every description of an available method is a sentence of its own

  @id:fulfillment-one-group @req:FUL-016 @req:FUL-018
  Scenario: A platform that did not ask for several groups gets one
    Given the platform does not support several groups
    When the platform prepares a checkout for 1 of "an available product" and 1 of "a product that ships separately"
    Then every method has exactly one group
    And that group holds all the line items of its method

  @id:fulfillment-charged @req:FUL-018
  Scenario: The chosen option is charged
    Given a checkout for 1 of "an available product"
    When the platform asks for shipping to "a domestic address"
    And the platform chooses the dearest option
    Then the totals have a "fulfillment" entry of the price of that option
    And the entries of the totals add up to the total

  @id:fulfillment-undeliverable @since:2026-04-08 @req:FUL-018
  Scenario: An address that cannot be reached is told
    Given a checkout for 1 of "an available product"
    When the platform asks for shipping to "an undeliverable address"
    Then the checkout is not "ready_for_complete"
    And the checkout has an error message "address_undeliverable"

  @id:fulfillment-undeliverable-told @until:2026-01-23 @req:FUL-018
  Scenario: An address that cannot be reached leaves the checkout open and is told
    Given a checkout for 1 of "an available product"
    When the platform asks for shipping to "an undeliverable address"
    Then the checkout is not "ready_for_complete"
    And the checkout has an error message
