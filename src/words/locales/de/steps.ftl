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
