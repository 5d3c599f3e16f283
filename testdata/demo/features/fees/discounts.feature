@fees
Feature: Discounts

  Rule: Who comes often pays less

    Example: The tenth call
      Given a ship of 1000 tonnes that stays 2 days
      When it is her call number 10 this year
      And the clerk counts for 0.2 seconds
      Then the fee is 180 euros

  Rule: Who comes seldom pays in full

    Example: The ninth call
      Given a ship of 1000 tonnes that stays 2 days
      When it is her call number 9 this year
      And the clerk counts for 0.1 seconds
      Then the fee is 200 euros
