Feature: Orders of plums

  Scenario Outline: <n> plums
    Given no orders
    When <n> plums are ordered
    Then the shop has <n> orders

    Examples:
      | n |
      | 3 |
      | 5 |
