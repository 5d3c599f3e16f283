# language: nl
Functionaliteit: Aanmelding van schepen

  Achtergrond:
    Gegeven een haven met ligplaatsen van 80, 160 meter

  Scenario: Een binnenschip krijgt de kleinste plaats
    Als de "Zeeuwsche Stroom" van 75 meter aankomt
    En de havenmeester praat gedurende 0.4 seconden
    Dan ligt de "Zeeuwsche Stroom" op ligplaats 1

  Scenario: Een zeeschip krijgt de grote plaats
    Als de "Noordster" van 150 meter aankomt
    En de havenmeester praat gedurende 0.3 seconden
    Dan ligt de "Noordster" op ligplaats 2
