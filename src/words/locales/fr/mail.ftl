# The messages that are sent by mail.

mail-greeting = Bonjour { $username },
mail-code-line = Votre code est { $code }.
mail-code-label = Votre code
mail-valid-minutes = { $minutes ->
    [one] Il est valable { $minutes } minute.
   *[other] Il est valable { $minutes } minutes.
}
mail-valid-hours = { $hours ->
    [one] Il est valable { $hours } heure.
   *[other] Il est valable { $hours } heures.
}
mail-or-link = Ou ouvrez cette adresse :
mail-action-link = { $action } :
mail-footer = Ce message a été envoyé automatiquement par { $pool }.

mail-confirm-subject = { $code } est votre code pour { $pool }
mail-confirm-heading = Confirmez votre compte
mail-confirm-text = Quelqu’un, sans doute vous, a créé un compte sur { $pool } avec cette adresse. Saisissez le code sur la page restée ouverte.
mail-confirm-action = Confirmer le compte
mail-confirm-ignore = Ce n’était pas vous ? Alors vous n’avez rien à faire : sans le code, personne ne peut se servir du compte.

mail-reset-subject = { $code } est votre code pour un nouveau mot de passe sur { $pool }
mail-reset-heading = Choisissez un nouveau mot de passe
mail-reset-text = Quelqu’un, sans doute vous, demande un nouveau mot de passe pour votre compte sur { $pool }. Saisissez le code sur la page restée ouverte.
mail-reset-action = Choisir un nouveau mot de passe
mail-reset-ignore = Ce n’était pas vous ? Alors vous n’avez rien à faire : votre mot de passe reste le même. Ne donnez le code à personne.

mail-sign-in-subject = { $code } est votre code de connexion à { $pool }
mail-sign-in-heading = Connexion
mail-sign-in-text = Quelqu’un, sans doute vous, se connecte à { $pool }. Saisissez le code sur la page restée ouverte, ou ouvrez le lien dans le même navigateur.
mail-sign-in-action = Se connecter
mail-sign-in-ignore = Ce n’était pas vous ? Alors vous n’avez rien à faire. Ne donnez le code à personne : aucune personne travaillant pour nous ne le demande.

mail-exists-subject = Vous avez déjà un compte sur { $pool }
mail-exists-heading = Vous avez déjà un compte
mail-exists-text = Quelqu’un, sans doute vous, a voulu créer un compte sur { $pool } avec cette adresse. Il en existe déjà un : utilisez-le pour vous connecter. Si vous avez oublié le mot de passe, vous pourrez en choisir un nouveau au moment de vous connecter.
mail-exists-action = Se connecter
mail-exists-ignore = Ce n’était pas vous ? Alors vous n’avez rien à faire : votre compte n’a pas changé.

mail-account-time = Date et heure : { $value }
mail-account-address = Adresse : { $value }
mail-account-program = Navigateur : { $value }
mail-account-action = Choisir un nouveau mot de passe
mail-account-ignore = C’était vous ? Alors vous n’avez rien à faire. Sinon, choisissez tout de suite un nouveau mot de passe : cela ferme toutes les sessions de votre compte.

mail-signed-in-subject = Nouvelle connexion à { $pool }
mail-signed-in-text = Quelqu’un, sans doute vous, s’est connecté à votre compte sur { $pool } depuis un endroit qui n’avait encore jamais servi pour ce compte.

mail-factor-added-subject = Nouvelle méthode de connexion à { $pool }
mail-factor-added-text = Une méthode de connexion a été ajoutée à votre compte sur { $pool } : { $factor }.

mail-factor-removed-subject = Une méthode de connexion à { $pool } a été supprimée
mail-factor-removed-text = Une méthode de connexion a été supprimée de votre compte sur { $pool } : { $factor }.

mail-linked-text = Un compte { $provider } a été associé à votre compte sur { $pool }. Il permet désormais de s’y connecter.

mail-unlinked-text = Un compte { $provider } a été dissocié de votre compte sur { $pool }. Il ne permet plus de s’y connecter.

mail-password-subject = Votre mot de passe sur { $pool } a été modifié
mail-password-text = Le mot de passe de votre compte sur { $pool } a été modifié.
mail-password-set-text = Les responsables de { $pool } ont attribué un nouveau mot de passe à votre compte.

mail-recovery-subject = Un code de récupération a été utilisé sur { $pool }
mail-recovery-text = { $left ->
    [0] L’un des codes de récupération de votre compte sur { $pool } a servi à se connecter. Il n’en reste aucun : créez-en de nouveaux dans votre compte.
    [one] L’un des codes de récupération de votre compte sur { $pool } a servi à se connecter. Il en reste un.
   *[other] L’un des codes de récupération de votre compte sur { $pool } a servi à se connecter. Il en reste { $left }.
}

mail-codes-subject = Nouveaux codes de récupération sur { $pool }
mail-codes-text = De nouveaux codes de récupération ont été créés pour votre compte sur { $pool }. Les anciens ne sont plus valables.

mail-invitation-subject = Votre mot de passe temporaire
mail-invitation-heading = Un compte pour vous
mail-invitation-text = Un compte vous attend sur { $pool }. Connectez-vous avec ce nom et ce mot de passe temporaire ; vous choisirez ensuite votre propre mot de passe.
mail-invitation-username = Votre nom d’utilisateur est { $username }
mail-invitation-password = Votre mot de passe temporaire est { $password }
mail-invitation-valid = { $days ->
    [one] Le mot de passe est valable { $days } jour.
   *[other] Le mot de passe est valable { $days } jours.
}
mail-invitation-action = Se connecter
mail-invitation-ignore = Le mot de passe n’est plus valable ? Choisissez « Mot de passe oublié ? » sur la page de connexion et vous recevrez un code. Ne donnez le mot de passe à personne.

mail-factors-reset-subject = Vos méthodes de connexion à { $pool } ont été réinitialisées
mail-factors-reset-text = Tout ce qui vous sert à vous connecter à { $pool } en plus de votre mot de passe a été supprimé. Configurez-le de nouveau à votre prochaine connexion.

mail-codes-ended-subject = Vos codes de récupération sur { $pool } ont été annulés
mail-codes-ended-text = Les codes de récupération de votre compte sur { $pool } ne sont plus valables. Vous pouvez en créer de nouveaux dans votre compte.
