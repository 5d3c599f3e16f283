@pilots @slow
Feature: A pilot brings a long ship in

  Background:
    Given a harbour with berths of 400 metres

  Scenario: In daylight
    When the "Leviathan" of 390 metres arrives
    And the pilot steers for 1.6 seconds
    Then the "Leviathan" lies at berth 1

  Scenario: In fog
    When the "Behemoth" of 395 metres arrives
    And the pilot steers for 2.4 seconds
    Then the "Behemoth" lies at berth 1
