Feature: A scenario that skips itself

  Scenario: Skips
    Given a stock of 10 apples
    When this scenario is skipped
    Then 10 apples are left

  Scenario: Does not skip
    Given a stock of 10 apples
    Then 10 apples are left
