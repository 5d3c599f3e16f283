@berths @slow
Feature: Ships outside come in by turn

  Scenario Outline: <first> and <second> wait for a berth of <berth> metres
    Given a harbour with berths of <berth> metres
    And the "Halcyon" of 60 metres arrives
    And the "<first>" of <first length> metres arrives
    And the "<second>" of <second length> metres arrives
    When the "Halcyon" leaves
    And the linesmen work for 0.3 seconds
    Then the "<in>" lies at berth 1
    And the "<out>" waits outside

    Examples: Both fit, the first is first
      | berth | first  | first length | second | second length | in     | out    |
      | 100   | Petrel | 90           | Tern   | 80            | Petrel | Tern   |
      | 100   | Tern   | 80           | Petrel | 90            | Tern   | Petrel |

    Examples: The first does not fit
      | berth | first  | first length | second | second length | in     | out    |
      | 100   | Petrel | 110          | Tern   | 80            | Tern   | Petrel |
      | 120   | Tern   | 121          | Petrel | 120           | Petrel | Tern   |
