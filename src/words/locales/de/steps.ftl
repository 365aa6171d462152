# The steps of a sign-in after the first.

step-not-you = Nicht Sie?
step-submit = Weiter
step-other-ways = Oder auf andere Weise fortfahren:
way-password = Passwort
way-totp = Authenticator-App
way-email = Code per E-Mail
way-sms = Code per SMS
way-passkey = Passkey

choose-title = Wie möchten Sie fortfahren?
choose-lead = Wählen Sie einen der Wege, die Sie eingerichtet haben.
enrol-title = Schützen Sie Ihr Konto
enrol-lead = Hier ist ein zweiter Schritt nötig, damit Ihr Passwort allein nichts öffnet. Wählen Sie einen, den Sie einrichten.
password-title = Passwort eingeben
totp-title = Code eingeben
totp-lead = Öffnen Sie Ihre Authenticator-App und geben Sie die sechs Ziffern ein, die sie zeigt.
totp-enrol-title = Authenticator-App einrichten
totp-enrol-lead = Die App zeigt alle dreißig Sekunden einen neuen Code. Beim Anmelden geben Sie einen davon ein.
totp-enrol-install = Öffnen Sie eine Authenticator-App auf Ihrem Telefon, oder installieren Sie eine.
totp-enrol-scan = Scannen Sie dieses Bild mit der App.
totp-enrol-picture = QR-Code für die Authenticator-App
totp-enrol-type = Scannen geht nicht? Geben Sie diesen Schlüssel in die App ein.
totp-enrol-code = Geben Sie die sechs Ziffern ein, die die App zeigt.
totp-enrol-submit = Fertig

code-lead-to = Wir haben einen Code an { $destination } gesendet. Er gilt zehn Minuten.
code-again = Neuen Code senden
code-other-way = Auf andere Weise anmelden
email-title = Code aus Ihrer E-Mail eingeben
email-lead = Wenn ein Konto diesen Namen hat, ist ein Code an seine E-Mail-Adresse unterwegs. Er gilt zehn Minuten.
email-enrol-title = E-Mail-Adresse bestätigen
email-enrol-lead = Von nun an geben Sie beim Anmelden einen Code aus einer E-Mail ein. Den ersten haben wir an { $destination } gesendet.
email-missing = Keine E-Mail? Sehen Sie im Spam-Ordner nach. Nach einer halben Minute können Sie sich einen neuen Code senden lassen.
email-send = Code per E-Mail senden
sms-title = Code von Ihrem Telefon eingeben
sms-lead = Wenn ein Konto diesen Namen hat, ist ein Code an seine Telefonnummer unterwegs. Er gilt zehn Minuten.
sms-enrol-title = Telefonnummer bestätigen
sms-enrol-lead = Von nun an geben Sie beim Anmelden einen Code aus einer SMS ein. Den ersten haben wir an { $destination } gesendet.
sms-missing = Keine SMS? Warten Sie ein wenig. Nach einer halben Minute können Sie sich einen neuen Code senden lassen.
sms-send = Code per SMS senden
link-title = Anmelden
link-lead = Fahren Sie mit der Anmeldung als { $username } fort.
link-submit = Anmelden
link-elsewhere-title = Ihr Code
link-elsewhere-lead = Geben Sie diesen Code dort ein, wo Sie die Anmeldung begonnen haben, falls jene Seite noch darauf wartet. Waren Sie es nicht, schließen Sie diese Seite und geben Sie den Code niemandem weiter.
link-over = Dieser Link wurde schon benutzt oder gilt nicht mehr. Fahren Sie dort fort, wo Sie die Anmeldung begonnen haben.
link-onward = Zurück zur Seite mit dem Code

way-recovery-code = Wiederherstellungscode
recovery-code-title = Wiederherstellungscode eingeben
recovery-code-lead = Geben Sie einen der Codes ein, die Sie aufbewahrt haben. Jeder gilt einmal.
recovery-code-label = Wiederherstellungscode
recovery-codes-title = Bewahren Sie Ihre Wiederherstellungscodes auf
recovery-codes-lead = Wenn Sie Ihren zweiten Schritt nicht mehr benutzen können, öffnet einer dieser Codes an seiner Stelle Ihr Konto. Jeder gilt einmal. Sie werden nur jetzt gezeigt: Bewahren Sie sie dort auf, wo Sie sie wiederfinden.
recovery-codes-download = Als Text herunterladen
recovery-codes-file = wiederherstellungscodes
recovery-codes-copy = Kopieren
recovery-codes-copied = Kopiert
recovery-codes-kept = Ich habe sie aufbewahrt
remember-title = Diesen Browser merken?
remember-lead = { $days ->
    [one] Hier reicht dann einen Tag lang Ihr Passwort. Sagen Sie nur auf einem Gerät Ja, das niemand sonst benutzt.
   *[other] Hier reicht dann { $days } Tage lang Ihr Passwort. Sagen Sie nur auf einem Gerät Ja, das niemand sonst benutzt.
}
remember-yes = Ja, merken
remember-no = Nein

new-password-lead = Ihr Passwort war nur für diese Anmeldung gedacht. Wählen Sie ein eigenes.
new-password-submit = Speichern und weiter
details-title = Noch ein paar Angaben
details-lead = Diese fehlen noch in Ihrem Konto.
terms-title = Bitte stimmen Sie den Bedingungen zu
terms-lead = { $pool } hat Bedingungen, denen Sie noch nicht zugestimmt haben. Lesen Sie sie und fahren Sie dann fort.
terms-agree = Ich habe die Bedingungen gelesen und stimme ihnen zu.
