@cargo
Feature: Containers are unloaded

  Rule: A ship is ready when its last container is ashore

    Scenario: One crane
      Given 1 cranes of 30 moves an hour
      When 90 containers are unloaded
      And the crane turns for 0.8 seconds
      Then the ship is ready after 3 hours

    Scenario: A started hour counts
      Given 1 cranes of 30 moves an hour
      When 91 containers are unloaded
      And the crane turns for 0.7 seconds
      Then the ship is ready after 4 hours

  Rule: Nothing to unload takes no time

    Scenario: An empty ship
      Given 2 cranes of 30 moves an hour
      When 0 containers are unloaded
      And the crane turns for 0.5 seconds
      Then the ship is ready after 0 hours
