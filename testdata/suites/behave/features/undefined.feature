Feature: A step nobody defined

  Scenario: Known steps
    Given a stock of 10 apples
    Then 10 apples are left

  Scenario: An unknown step
    Given a stock of 10 apples
    When nobody wrote this step
    Then 10 apples are left
