Feature: Orders of figs

  Scenario Outline: <n> figs
    Given no orders
    When <n> figs are ordered
    Then the shop has <n> orders

    Examples:
      | n |
      | 3 |
      | 5 |
