Feature: Outlines

  Scenario Outline: Sell <sold> of <stock>
    Given a stock of <stock> apples
    When <sold> apples are sold
    Then <left> apples are left

    @small
    Examples: Small orders
      | stock | sold | left |
      | 10    | 1    | 9    |
      | 10    | 2    | 7    |

    Examples: Large orders
      | stock | sold | left |
      | 100   | 60   | 40   |
      | 100   | 99   | 1    |

  Scenario Outline: Same name
    Given a stock of <stock> apples

    Examples:
      | stock |
      | 1     |
      | 2     |
