Feature: A hook fails before the scenario

  @before-fails
  Scenario: Never starts
    Given a stock of 10 apples
    Then 10 apples are left

  Scenario: Without the hook
    Given a stock of 10 apples
    Then 10 apples are left
