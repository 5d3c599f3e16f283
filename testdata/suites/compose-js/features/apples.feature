Feature: Orders of apples

  Scenario Outline: <n> apples
    Given no orders
    When <n> apples are ordered
    Then the shop has <n> orders

    Examples:
      | n |
      | 3 |
      | 5 |
