@tide
Feature: The lock

  Background:
    Given a channel of 9.5 metres at low water

  Scenario: Filled, it lets a deep ship through
    When the tide adds 2.5 metres
    And the lock fills for 1.3 seconds
    Then a ship that draws 11.0 metres may enter

  Scenario: Half filled, it does not
    When the tide adds 1.0 metres
    And the lock fills for 0.5 seconds
    Then a ship that draws 11.0 metres may not enter
