Feature: Orders of grapes

  Scenario Outline: <n> grapes
    Given no orders
    When <n> grapes are ordered
    Then the shop has <n> orders

    Examples:
      | n |
      | 3 |
      | 5 |
