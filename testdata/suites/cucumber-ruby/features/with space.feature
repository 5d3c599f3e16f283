Feature: A file name with a space

  Scenario: Is found
    Given a stock of 10 apples
    Then 10 apples are left

  Scenario: Is reported
    Given a stock of 10 apples
    Then 9 apples are left
