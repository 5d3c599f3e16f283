Feature: The shop in a browser

  Scenario: a page of the slot's own web server
    When I open the shop
    Then the title is "Shop"

  Scenario: its script runs
    When I open the shop
    And I press "Buy"
    Then the title is "Sold"
