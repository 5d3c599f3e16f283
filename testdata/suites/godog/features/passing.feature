@stock
Feature: Only passes

  Background:
    Given a stock of 10 apples

  Scenario: Sell some
    When 3 apples are sold
    Then 7 apples are left

  @slow @wip
  Scenario: Sell none
    When 0 apples are sold
    Then 10 apples are left
