Feature: Orders of pears

  Scenario Outline: <n> pears
    Given no orders
    When <n> pears are ordered
    Then the shop has <n> orders

    Examples:
      | n |
      | 3 |
      | 5 |
