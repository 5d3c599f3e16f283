@tide
Feature: Low water

  Scenario Outline: A draught of <draught> metres
    Given a channel of 8.0 metres at low water
    When the pilot waits for 0.1 seconds
    Then a ship that draws <draught> metres <may> enter

    Examples:
      | draught | may     |
      | 6.9     | may     |
      | 7.0     | may     |
      | 7.1     | may not |
