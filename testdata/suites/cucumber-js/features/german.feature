# language: de
Funktionalität: Verkauf von Äpfeln

  Grundlage:
    Angenommen ein Lager mit 10 Äpfeln

  Szenario: Ein paar Äpfel verkaufen
    Wenn 3 Äpfel verkauft werden
    Dann bleiben 7 Äpfel

  Szenario: Zu wenig Äpfel übrig
    Wenn 3 Äpfel verkauft werden
    Dann bleiben 8 Äpfel
