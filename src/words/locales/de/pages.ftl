# Die Seiten, ein Block für jede.

title-error = Fehler: { $title }
languages = Sprache
for-application = weiter zu { $application }
privacy-policy = Datenschutz
terms-of-service = Nutzungsbedingungen
sign-in-link = Anmelden
back-to-sign-in = Zurück zur Anmeldung
signed-in-as = Sie sind als { $username } angemeldet.
other-account = Anderes Konto verwenden
go-on = Weiter

login-title = Anmelden
login-submit = Anmelden
login-forgot = Passwort vergessen?
login-no-account = Neu hier?
login-sign-up = Konto anlegen
provider-or = oder
provider-continue = Weiter mit { $provider }

upstream-denied = Sie sind noch nicht angemeldet
upstream-denied-text = { $provider } hat uns nicht gesagt, wer Sie sind: vielleicht haben Sie dort abgebrochen. Versuchen Sie es noch einmal, oder melden Sie sich auf andere Weise an.
upstream-failed = Die Anmeldung mit { $provider } geht gerade nicht
upstream-failed-text = Das liegt nicht an Ihnen. Versuchen Sie es in einer Weile noch einmal, oder melden Sie sich auf andere Weise an. Wenn es wieder passiert, nennen Sie uns die Anfragenummer unten.
upstream-no-account = Hier gibt es kein Konto für Sie
upstream-no-account-text = Mit dem, was { $provider } uns gesagt hat, kommt hier niemand hinein. Melden Sie sich auf andere Weise an, oder fragen Sie die Betreiber dieses Dienstes.
upstream-full = Mehr lässt sich nicht verbinden
upstream-full-text = Mit dem Konto zu dieser Adresse sind schon so viele andere verbunden, wie es geht. Melden Sie sich auf andere Weise an, und trennen Sie eines davon in Ihrem Konto; danach lässt sich { $provider } verbinden.
upstream-over-text = Sie hat zu lange gedauert, war schon beendet oder hat in einem anderen Browser begonnen. Beginnen Sie noch einmal: Es ist nichts verloren.

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

undo-title = Adresse wiederherstellen
undo-text = Drücken Sie auf den Knopf, dann gehört die E-Mail-Adresse, an die unsere Nachricht ging, wieder zu Ihrem Konto. Alle Sitzungen des Kontos enden, und Anmeldewege, die bei der Änderung der Adresse oder danach hinzugekommen sind, werden entfernt. Hat das Konto ein Passwort, so gilt auch das nicht mehr, und wir senden Ihnen einen Code, mit dem Sie ein neues wählen.
undo-submit = Meine Adresse wiederherstellen
undo-spent = Dieser Link gilt nur einmal und nur drei Tage lang. Er gilt nicht mehr.

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

accounts-title = Konto wählen
accounts-continue = Weiter als { $username }

consent-title = Zugriff erlauben?
consent-text = { $application } bittet um Zugriff auf Ihr Konto bei { $pool }.
consent-unvetted = Diese Anwendung wurde ohne Zutun von { $pool } eingetragen, und niemand dort hat sie geprüft. Erlauben Sie den Zugriff nur, wenn Sie wissen, woher sie kommt.
consent-document = Diese Anwendung stellt sich unter { $host } vor, und niemand bei { $pool } hat sie geprüft. Erlauben Sie den Zugriff nur, wenn Sie { $host } kennen und vertrauen.
consent-remembered = { $pool } merkt sich, dass Sie es erlaubt haben, und Sie können es später zurücknehmen.
consent-destination = Danach geht es weiter zu { $host }.
asks-scopes = Wenn Sie es erlauben, kann sie
asks-claims = Außerdem sieht sie
asks-resources = Diesen Zugriff nutzt sie bei
decision-allow = Erlauben
decision-deny = Ablehnen

scope-openid = Sie an Ihrem Konto erkennen
scope-profile = Ihr Profil sehen, zum Beispiel Name, Bild und Geburtsdatum
scope-email = Ihre E-Mail-Adresse sehen
scope-phone = Ihre Telefonnummer sehen
scope-address = Ihre Anschrift sehen
scope-offline-access = Diesen Zugriff behalten, auch wenn Sie nicht da sind
scope-account = Ihr Konto lesen und ändern
scope-other = { $scope } benutzen

claim-sub = Nummer Ihres Kontos
claim-email-verified = Ob Ihre E-Mail-Adresse bestätigt ist
claim-phone-verified = Ob Ihre Telefonnummer bestätigt ist
claim-updated-at = Wann Ihr Profil zuletzt geändert wurde
claim-groups = Ihre Gruppen

device-title = Gerät verbinden
device-text = Geben Sie den Code ein, den das Gerät zeigt.
device-submit = Weiter

device-confirm-title = Ist das Ihr Gerät?
device-confirm-text = { $application } auf einem Gerät bittet um Zugriff auf Ihr Konto bei { $pool }.
device-confirm-compare = Ihr Gerät muss diesen Code zeigen:
device-confirm-caution = Erlauben Sie es nur, wenn Sie das Gerät vor sich haben und selbst damit begonnen haben. Wer Ihnen sonst einen Code oder einen Link schickt, will in Ihr Konto.
device-allowed-title = Ihr Gerät ist verbunden
device-allowed-text = Gehen Sie zurück zum Gerät, es macht von selbst weiter. Sie können diese Seite schließen.
device-denied-title = Ihr Gerät ist nicht verbunden
device-denied-text = Sie haben ihm den Zugriff auf Ihr Konto verwehrt. Sie können diese Seite schließen.

logout-title = Abmelden?
logout-asked = { $application } möchte Sie auf diesem Gerät bei { $pool } abmelden.
logout-text = Sie werden auf diesem Gerät bei { $pool } abgemeldet.
logout-submit = Abmelden
logout-cancel = Angemeldet bleiben

signing-out-title = Sie werden abgemeldet
signing-out-text = Einen Moment: Die Anwendungen, die Sie benutzt haben, erfahren es gerade. Dann geht es weiter.
signing-out-frame = Eine Anwendung meldet Sie ab

signed-out-title = Sie sind abgemeldet
signed-out-text = Schließen Sie an einem gemeinsam genutzten Gerät auch das Browserfenster.
signed-out-again = Wieder anmelden

form-post-title = Einen Moment
form-post-text = Ihr Browser führt keine Skripte aus. Mit dem Knopf geht es weiter zur Anwendung.

home-title = Willkommen bei { $pool }
home-text = Hier melden sich Menschen bei den Anwendungen von { $pool } an.
home-submit = Anmelden
home-for-developers = Für Entwickler
home-discovery = OpenID-Connect-Konfiguration
