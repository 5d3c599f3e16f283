@fees
Feature: The tariff

  Scenario Outline: <tonnes> tonnes for <days> days
    Given a ship of <tonnes> tonnes that stays <days> days
    When the clerk counts for 0.1 seconds
    Then the fee is <fee> euros

    Examples: Small ships
      | tonnes | days | fee |
      | 100    | 1    | 10  |
      | 100    | 3    | 30  |
      | 400    | 2    | 80  |

    Examples: Large ships
      | tonnes | days | fee   |
      | 50000  | 1    | 5000  |
      | 50000  | 2    | 10000 |
      | 90000  | 1    | 9000  |
