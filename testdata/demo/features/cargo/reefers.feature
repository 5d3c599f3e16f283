@cargo
Feature: Cooled containers

  Scenario: A little warmer is no alarm
    Given a reefer set to -18 degrees
    When it warms up to -16 degrees
    And the sensor waits for 0.4 seconds
    Then no alarm is raised

  Scenario: Thawing is
    Given a reefer set to -18 degrees
    When it warms up to -9 degrees
    And the sensor waits for 0.5 seconds
    Then an alarm is raised
