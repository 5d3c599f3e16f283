Feature: One scenario fails

  Background:
    Given a stock of 10 apples

  Scenario: Before the failure
    When 4 apples are sold
    Then 6 apples are left

  Scenario: The check does not hold
    When 4 apples are sold
    Then the check fails
    And 6 apples are left

  Scenario: After the failure
    Then 10 apples are left
