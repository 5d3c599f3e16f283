Feature: A step that is not done

  Scenario: Done
    Given a stock of 10 apples
    Then 10 apples are left

  Scenario: Not done yet
    Given a stock of 10 apples
    When this step is pending
    Then 10 apples are left
