# Passkeys.

passkey-sign-in = Mit einem Passkey anmelden
passkey-title = Passkey verwenden
passkey-lead = Bestätigen Sie mit dem Gerät, das Ihren Passkey hat, dass Sie es sind.
passkey-submit = Mit dem Passkey fortfahren
passkey-enrol-title = Passkey einrichten
passkey-enrol-lead = Mit einem Passkey bestätigen Sie durch Fingerabdruck, Gesicht oder Geräte-PIN, dass Sie es sind. Niemand kann ihn erraten oder bei uns stehlen.
passkey-enrol-submit = Passkey erstellen
passkey-name = Name des Passkeys
passkey-fault = Daraus ist nichts geworden. Versuchen Sie es noch einmal, oder gehen Sie einen anderen Weg.
passkey-missing = Passkeys gehen in diesem Browser nicht, oder Skripte sind abgeschaltet. Hier ist ein anderer Weg nötig.
