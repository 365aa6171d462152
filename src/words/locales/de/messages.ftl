# Was ein Formular als Ganzes antwortet, und die Seiten, an denen ein Weg endet.

error-wrong-credentials = Der Name oder das Passwort ist falsch. Prüfen Sie beides und versuchen Sie es noch einmal.
error-wrong-code = Dieser Code ist falsch. Prüfen Sie ihn oder lassen Sie sich einen neuen senden.
error-wrong-totp = Dieser Code stimmt nicht oder wurde schon benutzt. Warten Sie auf den nächsten und geben Sie ihn ein.
error-wrong-recovery-code = Das ist keiner Ihrer Wiederherstellungscodes, oder er wurde schon benutzt. Jeder Code gilt einmal.
error-wrong-passkey = Dieser Passkey wurde nicht angenommen. Versuchen Sie es noch einmal, oder gehen Sie einen anderen Weg.
error-expired-code = Dieser Code gilt nicht mehr. Lassen Sie sich einen neuen senden.
error-wrong-user-code = Dieser Code ist falsch oder gilt nicht mehr. Prüfen Sie ihn oder beginnen Sie am Gerät von vorn.
error-too-many-seconds = { $seconds ->
    [one] Das war ein Versuch zu viel. Versuchen Sie es in { $seconds } Sekunde noch einmal.
   *[other] Das war ein Versuch zu viel. Versuchen Sie es in { $seconds } Sekunden noch einmal.
}
error-too-many-minutes = { $minutes ->
    [one] Das war ein Versuch zu viel. Versuchen Sie es in { $minutes } Minute noch einmal.
   *[other] Das war ein Versuch zu viel. Versuchen Sie es in { $minutes } Minuten noch einmal.
}
error-busy = Gerade melden sich viele Menschen an. Versuchen Sie es in ein paar Sekunden noch einmal.
error-form-expired = Diese Seite war zu lange offen. Es wurde nichts gesendet. Versuchen Sie es noch einmal.
error-missing-field = Füllen Sie alle Felder aus und versuchen Sie es noch einmal.
error-not-allowed = Das ist hier nicht möglich. Fragen Sie den Betreiber dieses Dienstes.

notice-confirmed = Ihr Konto ist bestätigt. Sie können sich jetzt anmelden.
notice-password-reset = Ihr Passwort ist geändert. Melden Sie sich mit dem neuen an.
notice-signed-out = Sie sind abgemeldet.
notice-code-sent = Wenn wir dieses Konto kennen, ist ein neuer Code unterwegs. Nur der neueste gilt.
notice-sign-in-expired = Das Anmelden hat zu lange gedauert. Beginnen Sie noch einmal.
notice-reset-required = Ihr Passwort gilt nicht mehr. Wählen Sie ein neues.
notice-address-restored = Ihre E-Mail-Adresse ist wiederhergestellt, und alle Sitzungen sind beendet. Wählen Sie mit dem Code, den wir Ihnen gerade gesandt haben, ein neues Passwort.

stop-unknown-client = Diese Anwendung ist hier nicht bekannt
stop-unknown-client-text = Die Anwendung, von der Sie kommen, ist bei uns nicht eingetragen. Sie können sich bei ihr deshalb nicht anmelden. Sagen Sie es ihrem Betreiber.
stop-redirect-mismatch = Wir können Sie nicht zurückschicken
stop-redirect-mismatch-text = Die Anwendung wollte, dass wir Sie an eine Adresse schicken, die sie nicht eingetragen hat. Zu Ihrer Sicherheit geht es hier nicht weiter. Sagen Sie es dem Betreiber der Anwendung.
stop-bad-request = Wir haben diese Anfrage nicht verstanden
stop-bad-request-text = Der Link oder die Anwendung, von der Sie kommen, hat etwas Unvollständiges oder Beschädigtes gesendet. Gehen Sie zurück zur Anwendung und beginnen Sie von vorn.
stop-expired = Dieser Schritt ist abgelaufen
stop-expired-text = Er war zu lange offen oder ist schon erledigt. Beginnen Sie von vorn, es ist nichts verloren.
stop-request-expired = Diese Anmeldung ist abgelaufen
stop-request-expired-text = Sie hat zu spät begonnen oder wurde zweimal begonnen. Gehen Sie zurück zur Anwendung und beginnen Sie von vorn, es ist nichts verloren.
stop-forbidden = Das können Sie nicht öffnen
stop-forbidden-text = Was Sie öffnen wollten, ist für Sie nicht freigegeben. Wenn es das sein sollte, fragen Sie den Betreiber dieses Dienstes.
stop-not-found = Diese Seite gibt es nicht
stop-not-found-text = Vielleicht ist die Adresse vertippt oder veraltet.
stop-method = Diese Adresse wird anders benutzt
stop-method-text = So, wie sie aufgerufen wurde, geht es nicht. Gehen Sie zurück und beginnen Sie von vorn.
stop-too-large = Das war zu viel auf einmal
stop-too-large-text = Es wurde mehr gesendet, als wir auf einmal annehmen. Gehen Sie zurück und senden Sie weniger.
stop-too-many-requests = Bitte etwas langsamer
stop-too-many-requests-text = Von Ihrem Anschluss kamen sehr viele Anfragen. Warten Sie einen Moment und versuchen Sie es dann noch einmal.
stop-busy = Einen Moment, bitte
stop-busy-text = Gerade ist hier viel los. Versuchen Sie es in ein paar Sekunden noch einmal.
stop-internal = Bei uns ist etwas schiefgegangen
stop-internal-text = Es liegt nicht an Ihnen. Versuchen Sie es noch einmal. Wenn es wieder geschieht, nennen Sie uns die Nummer der Anfrage, die unten steht.

stop-retry = Noch einmal versuchen
stop-home = Zur Startseite
stop-code = Fehler
stop-request = Anfrage
stop-message = Hinweis:
