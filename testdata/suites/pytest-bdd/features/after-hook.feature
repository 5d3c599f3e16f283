Feature: A hook fails after the scenario

  @after-fails
  Scenario: Passes until its hook
    Given a stock of 10 apples
    Then 10 apples are left

  Scenario: Without the hook
    Given a stock of 10 apples
    Then 10 apples are left
