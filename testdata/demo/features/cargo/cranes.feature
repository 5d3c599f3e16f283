@cargo @slow
Feature: More cranes unload faster

  Scenario Outline: <cranes> cranes, <containers> containers
    Given <cranes> cranes of 25 moves an hour
    When <containers> containers are unloaded
    And the crane turns for <seconds> seconds
    Then the ship is ready after <hours> hours

    Examples:
      | cranes | containers | hours | seconds |
      | 1      | 500        | 20    | 0.9     |
      | 2      | 500        | 10    | 0.7     |
      | 4      | 500        | 5     | 0.5     |
      | 5      | 500        | 4     | 0.3     |
