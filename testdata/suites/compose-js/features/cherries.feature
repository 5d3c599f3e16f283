Feature: Orders of cherries

  Scenario Outline: <n> cherries
    Given no orders
    When <n> cherries are ordered
    Then the shop has <n> orders

    Examples:
      | n |
      | 3 |
      | 5 |
