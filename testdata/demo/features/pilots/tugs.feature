@pilots
Feature: Tugs

  Scenario: A tug turns a ship
    Given a harbour with berths of 200 metres
    When the "Halcyon" of 180 metres arrives
    And the tug pulls for 1.0 seconds
    Then the "Halcyon" lies at berth 1
