Feature: Guests on the second floor

  Scenario: they are counted from nothing
    Given a connection to the database on this host
    When 3 guests check in
    Then the house counts 3 guests
