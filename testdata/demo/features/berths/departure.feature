@berths
Feature: A ship that leaves makes room

  Background:
    Given a harbour with berths of 100 metres
    And the "Halcyon" of 90 metres arrives

  Scenario: The berth is free again
    When the "Halcyon" leaves
    And the linesmen work for 0.2 seconds
    And the "Petrel" of 80 metres arrives
    Then the "Petrel" lies at berth 1

  Scenario: The ship outside comes in
    Given the "Petrel" of 80 metres arrives
    And the "Petrel" waits outside
    When the "Halcyon" leaves
    And the linesmen work for 0.3 seconds
    Then the "Petrel" lies at berth 1
