@safety @slow
Feature: In a storm nobody sails

  Scenario: Up to force 8 the harbour is open
    When the wind reaches force 8
    And the wind blows for 1.2 seconds
    Then the harbour is open

  Scenario: From force 9 it is closed
    When the wind reaches force 9
    And the wind blows for 1.4 seconds
    Then the harbour is closed

  Scenario: It opens again
    Given the wind reaches force 11
    When the wind reaches force 5
    And the wind blows for 0.6 seconds
    Then the harbour is open
