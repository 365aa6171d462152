# Die Nachrichten, die als SMS verschickt werden: je eine Zeile, kurz genug für eine Nachricht.

sms-confirm = { $code } ist Ihr Code zum Bestätigen Ihres Kontos bei { $pool }.
sms-reset = { $code } ist Ihr Code für ein neues Passwort bei { $pool }. Geben Sie ihn niemandem.
sms-code = { $code } ist Ihr Code für { $pool }. Geben Sie ihn niemandem.
sms-exists = Zu dieser Nummer gibt es bei { $pool } schon ein Konto: Melden Sie sich damit an. Waren Sie es nicht? Dann ist nichts zu tun.
sms-account = In Ihrem Konto bei { $pool } hat sich etwas geändert. Melden Sie sich an, um es zu sehen.
sms-invitation = Sie haben ein Konto bei { $pool }. Name: { $username } Passwort für das erste Mal: { $password }
