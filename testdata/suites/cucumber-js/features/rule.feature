Feature: Rules

  Background:
    Given a stock of 10 apples

  Rule: Nobody sells more than there is

    Background:
      When 1 apples are sold

    Example: One less
      Then 9 apples are left

    Scenario: Wrong count
      Then 10 apples are left

  @bulk
  Rule: Same scenario names are fine

    Example: One less
      When 2 apples are sold
      Then 8 apples are left
