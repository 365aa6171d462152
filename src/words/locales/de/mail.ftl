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
mail-footer = Diese Nachricht wurde von { $pool } automatisch gesendet.

mail-confirm-subject = { $code } ist Ihr Code für { $pool }
mail-confirm-heading = Konto bestätigen
mail-confirm-text = Jemand, vermutlich Sie, hat mit dieser Adresse ein Konto bei { $pool } angelegt. Geben Sie den Code auf der Seite ein, die dort offen ist.
mail-confirm-action = Konto bestätigen
mail-confirm-ignore = Waren Sie es nicht? Dann brauchen Sie nichts zu tun: Ohne den Code kann niemand das Konto benutzen.

mail-reset-subject = { $code } ist Ihr Code für ein neues Passwort bei { $pool }
mail-reset-heading = Neues Passwort wählen
mail-reset-text = Jemand, vermutlich Sie, möchte ein neues Passwort für Ihr Konto bei { $pool }. Geben Sie den Code auf der Seite ein, die dort offen ist.
mail-reset-action = Neues Passwort wählen
mail-reset-ignore = Waren Sie es nicht? Dann brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist. Geben Sie den Code niemandem weiter.

mail-exists-subject = Sie haben schon ein Konto bei { $pool }
mail-exists-heading = Sie haben schon ein Konto
mail-exists-text = Jemand, vermutlich Sie, wollte mit dieser Adresse ein Konto bei { $pool } anlegen. Es gibt schon eines: Melden Sie sich damit an. Wenn Sie das Passwort vergessen haben, können Sie dort ein neues wählen.
mail-exists-action = Anmelden
mail-exists-ignore = Waren Sie es nicht? Dann brauchen Sie nichts zu tun: Ihr Konto ist unverändert.
