@cargo @safety
Feature: Dangerous goods

  Scenario Outline: Class <class> <may> be stored
    When containers of class <class> are declared
    And the inspector reads for 0.1 seconds
    Then they <may> be stored

    Examples:
      | class | may     |
      | 1     | may not |
      | 3     | may     |
      | 7     | may not |
