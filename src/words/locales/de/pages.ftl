# Die Seiten, ein Block für jede.

title-error = Fehler: { $title }
languages = Sprache
for-application = weiter zu { $application }
sign-in-link = Anmelden
back-to-sign-in = Zurück zur Anmeldung

login-title = Anmelden
login-submit = Anmelden
login-forgot = Passwort vergessen?
login-no-account = Neu hier?
login-sign-up = Konto anlegen

signed-in-title = Sie sind angemeldet
signed-in-text = Sie sind als { $username } angemeldet. Sie können diese Seite schließen oder sich auf diesem Gerät abmelden.
signed-in-submit = Abmelden

sign-up-title = Konto anlegen
sign-up-submit = Konto anlegen
sign-up-have-account = Haben Sie schon ein Konto?

confirm-title = Konto bestätigen
confirm-sent-to = Wir haben einen Code an { $destination } gesendet. Geben Sie ihn hier ein, um Ihr Konto zu bestätigen.
confirm-sent = Geben Sie den Code ein, den wir Ihnen gesendet haben, um Ihr Konto zu bestätigen.
confirm-submit = Bestätigen
confirm-no-code = Kein Code? Sehen Sie im Spam-Ordner nach oder lassen Sie sich einen neuen senden.
confirm-resend = Neuen Code senden

confirm-link-title = Nur noch ein Schritt
confirm-link-text = Bestätigen Sie, dass das Konto { $username } Ihnen gehört, dann können Sie es benutzen.
confirm-link-submit = Konto bestätigen
confirm-link-spent = Ein Code gilt nur einmal und nur für begrenzte Zeit. Es zählt nur der neueste.

resend-title = Neuen Code senden
resend-text = Sagen Sie uns, wer Sie sind. Wir senden Ihnen einen neuen Code, mit dem Sie Ihr Konto bestätigen.
resend-submit = Code senden
resend-have-code = Ich habe einen Code

forgot-title = Passwort vergessen?
forgot-text = Sagen Sie uns, wer Sie sind. Wir senden Ihnen einen Code, mit dem Sie ein neues Passwort wählen.
forgot-submit = Code senden
forgot-have-code = Ich habe einen Code

reset-title = Neues Passwort wählen
reset-sent-to = Wir haben einen Code an { $destination } gesendet.
reset-sent = Wenn wir dieses Konto kennen, ist ein Code dorthin unterwegs.
reset-unknown = Geben Sie den Code ein, den wir Ihnen gesendet haben.
reset-submit = Passwort ändern
reset-no-code = Kein Code? Sehen Sie im Spam-Ordner nach oder lassen Sie sich einen neuen senden.
reset-resend = Neuen Code senden

logout-title = Abmelden?
logout-text = Sie werden auf diesem Gerät bei { $pool } abgemeldet.
logout-submit = Abmelden
logout-cancel = Angemeldet bleiben

signed-out-title = Sie sind abgemeldet
signed-out-text = Schließen Sie an einem gemeinsam genutzten Gerät auch das Browserfenster.
signed-out-again = Wieder anmelden

home-title = Willkommen bei { $pool }
home-text = Hier melden sich Menschen bei den Anwendungen von { $pool } an.
home-submit = Anmelden
home-for-developers = Für Entwickler
home-discovery = OpenID-Connect-Konfiguration
