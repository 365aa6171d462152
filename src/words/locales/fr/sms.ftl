# The messages that are sent by SMS: one line each, short enough for one message.

sms-confirm = { $code } est votre code pour confirmer votre compte sur { $pool }.
sms-reset = { $code } est votre code pour un nouveau mot de passe sur { $pool }. Ne le donnez à personne.
sms-code = { $code } est votre code pour { $pool }. Ne le donnez à personne.
sms-exists = Ce numéro a déjà un compte sur { $pool } : utilisez-le pour vous connecter. Ce n'était pas vous ? Alors vous n'avez rien à faire.
sms-account = Quelque chose a changé dans votre compte sur { $pool }. Connectez-vous pour voir quoi.
sms-invitation = Vous avez un compte sur { $pool }. Nom : { $username } Mot de passe temporaire : { $password }
