# Die Nachrichten, die per E-Mail gesendet werden.

mail-greeting = Guten Tag { $username },
mail-code-line = Ihr Code lautet { $code }.
mail-code-label = Ihr Code
mail-valid-minutes = { $minutes ->
    [one] Er gilt { $minutes } Minute lang.
   *[other] Er gilt { $minutes } Minuten lang.
}
mail-valid-hours = { $hours ->
    [one] Er gilt { $hours } Stunde lang.
   *[other] Er gilt { $hours } Stunden lang.
}
mail-or-link = Oder öffnen Sie diese Adresse:
mail-action-link = { $action }:
mail-footer = Diese Nachricht wurde von { $pool } automatisch gesendet.

mail-confirm-subject = { $code } ist Ihr Code für { $pool }
mail-confirm-heading = Konto bestätigen
mail-confirm-text = Jemand, vermutlich Sie, hat mit dieser Adresse ein Konto bei { $pool } angelegt. Geben Sie den Code auf der Seite ein, die Sie offen haben.
mail-confirm-action = Konto bestätigen
mail-confirm-ignore = Waren Sie es nicht? Dann brauchen Sie nichts zu tun: Ohne den Code kann niemand das Konto benutzen.

mail-reset-subject = { $code } ist Ihr Code für ein neues Passwort bei { $pool }
mail-reset-heading = Neues Passwort wählen
mail-reset-text = Jemand, vermutlich Sie, möchte ein neues Passwort für Ihr Konto bei { $pool }. Geben Sie den Code auf der Seite ein, die Sie offen haben.
mail-reset-action = Neues Passwort wählen
mail-reset-ignore = Waren Sie es nicht? Dann brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist. Geben Sie den Code niemandem weiter.

mail-sign-in-subject = { $code } ist Ihr Code zum Anmelden bei { $pool }
mail-sign-in-heading = Anmelden
mail-sign-in-text = Jemand, vermutlich Sie, meldet sich bei { $pool } an. Geben Sie den Code auf der Seite ein, die Sie offen haben, oder öffnen Sie den Link im selben Browser.
mail-sign-in-action = Anmelden
mail-sign-in-ignore = Waren Sie es nicht? Dann brauchen Sie nichts zu tun. Geben Sie den Code niemandem weiter: Niemand, der für uns arbeitet, fragt danach.

mail-exists-subject = Sie haben schon ein Konto bei { $pool }
mail-exists-heading = Sie haben schon ein Konto
mail-exists-text = Jemand, vermutlich Sie, wollte mit dieser Adresse ein Konto bei { $pool } anlegen. Es gibt schon eines: Melden Sie sich damit an. Wenn Sie das Passwort vergessen haben, können Sie dort ein neues wählen.
mail-exists-action = Anmelden
mail-exists-ignore = Waren Sie es nicht? Dann brauchen Sie nichts zu tun: Ihr Konto ist unverändert.

mail-account-time = Zeit: { $value }
mail-account-address = Adresse: { $value }
mail-account-program = Browser: { $value }
mail-account-action = Neues Passwort wählen
mail-account-ignore = Waren Sie es? Dann brauchen Sie nichts zu tun. Wenn nicht, wählen Sie jetzt ein neues Passwort: Das beendet alle Sitzungen Ihres Kontos.

mail-signed-in-subject = Neue Anmeldung bei { $pool }
mail-signed-in-text = Jemand, vermutlich Sie, hat sich bei { $pool } in Ihrem Konto angemeldet, und zwar von einem Ort, der dafür bisher nicht benutzt wurde.

mail-factor-added-subject = Neuer Weg zur Anmeldung bei { $pool }
mail-factor-added-text = Zu Ihrem Konto bei { $pool } wurde ein Weg zur Anmeldung hinzugefügt: { $factor }.

mail-factor-removed-subject = Ein Weg zur Anmeldung bei { $pool } wurde entfernt
mail-factor-removed-text = Aus Ihrem Konto bei { $pool } wurde ein Weg zur Anmeldung entfernt: { $factor }.

mail-linked-text = Ihr Konto bei { $pool } wurde mit einem Konto bei { $provider } verbunden. Von nun an melden Sie sich auch damit an.

mail-unlinked-text = Ein Konto bei { $provider } wurde von Ihrem Konto bei { $pool } getrennt. Damit können Sie sich nicht mehr anmelden.

mail-password-subject = Ihr Passwort bei { $pool } wurde geändert
mail-password-text = Das Passwort Ihres Kontos bei { $pool } wurde geändert.
mail-password-set-text = Der Betreiber von { $pool } hat Ihrem Konto ein neues Passwort gegeben.

mail-recovery-subject = Ein Wiederherstellungscode wurde bei { $pool } benutzt
mail-recovery-text = { $left ->
    [0] Mit einem der Wiederherstellungscodes Ihres Kontos hat sich jemand bei { $pool } angemeldet. Es ist keiner mehr übrig: Holen Sie sich in Ihrem Konto neue.
    [one] Mit einem der Wiederherstellungscodes Ihres Kontos hat sich jemand bei { $pool } angemeldet. Einer ist noch übrig.
   *[other] Mit einem der Wiederherstellungscodes Ihres Kontos hat sich jemand bei { $pool } angemeldet. { $left } sind noch übrig.
}

mail-codes-subject = Neue Wiederherstellungscodes bei { $pool }
mail-codes-text = Für Ihr Konto bei { $pool } gibt es neue Wiederherstellungscodes. Die alten gelten nicht mehr.

mail-invitation-subject = Ihr vorläufiges Passwort
mail-invitation-heading = Ein Konto für Sie
mail-invitation-text = Bei { $pool } gibt es ein Konto für Sie. Melden Sie sich mit diesem Namen und diesem vorläufigen Passwort an; dann wählen Sie ein eigenes Passwort.
mail-invitation-username = Ihr Benutzername ist { $username }
mail-invitation-password = Ihr vorläufiges Passwort ist { $password }
mail-invitation-valid = { $days ->
    [one] Das Passwort gilt { $days } Tag lang.
   *[other] Das Passwort gilt { $days } Tage lang.
}
mail-invitation-action = Anmelden
mail-invitation-ignore = Ist das Passwort schon abgelaufen? Wählen Sie auf der Anmeldeseite „Passwort vergessen?“, dann bekommen Sie einen Code. Geben Sie das Passwort niemandem weiter.

mail-factors-reset-subject = Ihre Wege zur Anmeldung bei { $pool } wurden zurückgesetzt
mail-factors-reset-text = Alles, womit Sie sich bei { $pool } außer mit Ihrem Passwort anmelden, wurde entfernt. Richten Sie es bei der nächsten Anmeldung neu ein.

mail-codes-ended-subject = Ihre Wiederherstellungscodes bei { $pool } gelten nicht mehr
mail-codes-ended-text = Die Wiederherstellungscodes Ihres Kontos bei { $pool } gelten nicht mehr. In Ihrem Konto können Sie neue erstellen.
