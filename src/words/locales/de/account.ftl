# Das eigene Konto.

account-title = Mein Konto
account-of = Konto von { $username }.
account-proof-text = Um hier etwas zu ändern, zeigen Sie noch einmal, dass Sie es sind. Danach kommen Sie auf diese Seite zurück.
account-proof = Bestätigen, dass ich es bin
account-save = Speichern
account-back = Zurück
account-profile = Profil
account-email = E-Mail-Adresse
account-password = Passwort
account-factors = Wege zur Anmeldung
account-sessions = Wo Sie angemeldet sind
account-applications = Anwendungen
account-data = Ihre Daten
account-language-hint = Die Sprache der Nachrichten, die wir Ihnen senden.
account-no-language = Keine bestimmte
account-present-password = Bisheriges Passwort
account-password-text = Ein neues Passwort meldet Sie überall ab, nur hier nicht.

email-none = In Ihrem Konto steht keine E-Mail-Adresse.
email-proved = ist bestätigt.
email-unproved = ist noch nicht bestätigt.
email-pending = Wir haben einen Code an { $address } gesendet. Bis Sie ihn hier eingeben, bleibt alles, wie es ist.
email-change = Andere Adresse verwenden
email-hint = Wir senden einen Code dorthin. Sobald Sie ihn eingegeben haben, tritt die neue Adresse an die Stelle der alten, und die alte erfährt davon.

factors-text = Außer mit Ihrem Passwort können Sie sich mit dem anmelden, was Sie hier einrichten.
factors-none = Noch ist nichts eingerichtet.
factor-added = Hinzugefügt { $at }.
factor-used = Zuletzt benutzt { $at }.
factor-name = Name
factor-rename = Umbenennen
factor-remove = Entfernen
factor-prefer = Zuerst fragen nach
factor-no-preference = Was auch immer da ist
factor-add-totp = Authenticator-App hinzufügen
factor-add-passkey = Passkey hinzufügen
passkey-add-text = Ihr Gerät bewahrt einen Passkey auf und öffnet ihn mit Ihrem Finger, Ihrem Gesicht oder seiner eigenen Nummer.

sessions-text = Hier sind Sie angemeldet. Wenn Sie etwas davon nicht kennen, beenden Sie es und ändern Sie Ihr Passwort.
session-unknown = Unbekannter Browser
session-current = dieser Browser
session-begun = Angemeldet { $at }.
session-used = Zuletzt benutzt { $at }.
session-address = Von { $address }.
session-end = Beenden
session-end-others = Überall sonst abmelden

applications-text = Diese Anwendungen haben Zugriff auf Ihr Konto.
applications-none = Keine Anwendung hat Zugriff.
application-since = Seit { $at }.
application-take-back = Zugriff entziehen

download-title = Ihre Daten herunterladen
download-text = Eine Datei mit Ihrem Profil, Ihren Wegen zur Anmeldung, Ihren Sitzungen, Ihren Anwendungen und dem, was mit Ihrem Konto geschehen ist; kein Passwort und kein Schlüssel steht darin.
download-submit = Herunterladen
delete-title = Konto löschen
delete-text = { $days ->
    [one] Ihr Konto wird einen Tag, nachdem Sie darum bitten, gelöscht. Bis dahin können Sie sich anmelden und es behalten. Anwendungen verlieren ihren Zugriff sofort.
   *[other] Ihr Konto wird { $days } Tage, nachdem Sie darum bitten, gelöscht. Bis dahin können Sie sich anmelden und es behalten. Anwendungen verlieren ihren Zugriff sofort.
}
delete-submit = Mein Konto löschen
delete-planned = Ihr Konto wird am { $at } gelöscht.
delete-keep = Mein Konto behalten

error-wrong-password = Das bisherige Passwort ist falsch. Prüfen Sie es und versuchen Sie es noch einmal.
error-last-factor = Hier ist ein zweiter Schritt nötig: Richten Sie einen anderen ein, bevor Sie diesen entfernen.
error-number-in-use = An diese Nummer gehen SMS-Codes, wenn Sie sich anmelden. Entfernen Sie diese unter „Wege zur Anmeldung“, bevor Sie die Nummer entfernen.
notice-saved = Erledigt.

mail-change-subject = { $code } ist Ihr Code für { $pool }
mail-change-heading = Neue Adresse bestätigen
mail-change-text = Jemand, vermutlich Sie, möchte diese Adresse für ein Konto bei { $pool } verwenden. Geben Sie den Code auf der Seite des Kontos ein.
mail-change-action = Konto öffnen
mail-change-ignore = Waren Sie es nicht? Dann brauchen Sie nichts zu tun: Ohne den Code wird diese Adresse für nichts verwendet.

mail-address-subject = Ihre E-Mail-Adresse bei { $pool } wurde geändert
mail-address-text = Ihr Konto bei { $pool } hat jetzt eine andere E-Mail-Adresse. Nachrichten dazu kommen nicht mehr hierher.
mail-address-action = Meine Adresse wiederherstellen
mail-address-ignore = Waren Sie das? Dann brauchen Sie nichts zu tun. Wenn nicht, stellen Sie Ihre Adresse innerhalb von drei Tagen wieder her: Damit enden alle Sitzungen Ihres Kontos, und Sie können dann ein neues Passwort wählen.

mail-restored-text = Für Ihr Konto bei { $pool } gilt wieder die vorige E-Mail-Adresse: Jemand hat den Link in der Nachricht benutzt, die dorthin ging. Alle Sitzungen Ihres Kontos sind beendet.

mail-number-subject = Ihre Telefonnummer bei { $pool } wurde geändert
mail-number-text = Die Telefonnummer in Ihrem Konto bei { $pool } wurde geändert oder entfernt.

mail-deletion-subject = Ihr Konto bei { $pool } wird gelöscht
mail-deletion-text = Sie haben { $pool } gebeten, Ihr Konto zu löschen. Das geschieht am { $at }. Um es zu behalten, melden Sie sich vorher an und drücken Sie in Ihrem Konto unter „Ihre Daten“ auf „Mein Konto behalten“.

account-recovery-codes = Wiederherstellungscodes
account-browsers = Gemerkte Browser
codes-text = Wenn Sie verlieren, womit Sie sich außer mit dem Passwort anmelden, öffnet ein Wiederherstellungscode an seiner Stelle Ihr Konto. Jeder gilt einmal.
codes-left = { $left ->
    [0] Sie haben keine.
    [one] Sie haben noch einen.
   *[other] Sie haben noch { $left }.
}
codes-renew = Neue Codes erzeugen
codes-new = Das sind Ihre neuen Codes. Die alten gelten nicht mehr. Sie werden nur jetzt gezeigt: Bewahren Sie sie dort auf, wo Sie sie wiederfinden.
browsers-text = In diesen Browsern reicht Ihr Passwort. Vergessen Sie die, die Sie nicht kennen oder nicht mehr benutzen.
browsers-none = Kein Browser ist gemerkt.
browser-until = Gemerkt bis { $at }.
browser-forget = Vergessen

account-phone = Telefonnummer
phone-none = In Ihrem Konto steht keine Telefonnummer.
phone-proved = ist bestätigt.
phone-unproved = ist noch nicht bestätigt.
phone-change = Andere Nummer verwenden
phone-hint = Wir senden einen Code per SMS dorthin. Sobald Sie ihn eingegeben haben, tritt die neue Nummer an die Stelle der alten, und die alte erfährt davon.
phone-remove = Diese Nummer entfernen

account-activity = Letzte Ereignisse
activity-text = Das ist mit Ihrem Konto geschehen. Wenn Sie etwas davon nicht waren, ändern Sie Ihr Passwort und melden Sie sich überall sonst ab.
activity-none = Noch ist nichts geschehen.
activity-older = Ältere zeigen
activity-operator = vom Betreiber dieses Dienstes
activity-made = Das Konto wurde angelegt
activity-confirmed = Das Konto wurde bestätigt
activity-signed-in = Angemeldet
activity-failed = Eine Anmeldung ist fehlgeschlagen
activity-signed-out = Abgemeldet
activity-factor-added = Ein Weg zur Anmeldung wurde hinzugefügt
activity-factor-removed = Ein Weg zur Anmeldung wurde entfernt
activity-factors-reset = Alle Wege zur Anmeldung außer dem Passwort wurden entfernt
activity-email = Die E-Mail-Adresse wurde geändert
activity-number = Die Telefonnummer wurde geändert oder entfernt
activity-recovery = Ein Code für ein neues Passwort wurde angefordert
activity-password = Das Passwort wurde geändert
activity-code-used = Ein Wiederherstellungscode wurde benutzt
activity-codes-made = Neue Wiederherstellungscodes wurden erstellt
activity-codes-ended = Die Wiederherstellungscodes gelten nicht mehr
activity-remembered = Ein Browser wurde gemerkt
activity-forgotten = Ein Browser wurde vergessen
activity-terms = Den Bedingungen wurde zugestimmt
activity-updated = Das Konto wurde geändert
activity-access-given = Eine Anwendung hat Zugriff bekommen
activity-access-ended = Einer Anwendung wurde der Zugriff entzogen
activity-device-allowed = Ein Gerät wurde zugelassen
activity-device-denied = Ein Gerät wurde nicht zugelassen
activity-deletion = Um die Löschung des Kontos wurde gebeten
activity-kept = Das Konto bleibt nun doch

# Accounts elsewhere
account-identities = Verbundene Konten
identities-text = Auch mit diesen Konten melden Sie sich an.
identities-none = Noch meldet Sie kein anderes Konto an.
identity-add = { $provider } verbinden
identity-remove = Trennen
error-last-identity = Sonst führt nichts zu Ihrem Konto: Wählen Sie ein Passwort oder richten Sie einen anderen Weg zur Anmeldung ein, bevor Sie dieses Konto trennen.
notice-not-connected = Es wurde nichts verbunden: Jenes Konto gehört hier zu jemand anderem, oder der Anbieter hat nicht gesagt, wer Sie sind.
connects-text = Zu dieser Adresse gibt es schon ein Konto. Melden Sie sich einmal an, um es mit { $provider } zu verbinden.
connects-other = Ein anderes Konto verwenden
