@berths
Feature: A ship that arrives gets the smallest free berth that fits

  Background:
    Given a harbour with berths of 80, 160, 320 metres

  Scenario: The smallest berth that fits
    When the "Halcyon" of 140 metres arrives
    And the linesmen work for 0.5 seconds
    Then the "Halcyon" lies at berth 2

  Scenario: A larger berth if the right one is taken
    When the "Halcyon" of 140 metres arrives
    And the "Petrel" of 150 metres arrives
    And the linesmen work for 0.6 seconds
    Then the "Petrel" lies at berth 3

  @vip
  Scenario: Too long for any berth
    When the "Leviathan" of 400 metres arrives
    And the linesmen work for 0.4 seconds
    Then the "Leviathan" waits outside
