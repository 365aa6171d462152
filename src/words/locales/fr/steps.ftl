# The steps of a sign-in after the first.

step-not-you = Ce n’est pas vous ?
step-submit = Continuer
step-other-ways = Ou continuez autrement :
way-password = Mot de passe
way-totp = Application d’authentification
way-email = Code par e-mail
way-sms = Code par SMS
way-passkey = Clé d’accès

choose-title = Comment voulez-vous continuer ?
choose-lead = Choisissez l’une des méthodes que vous avez configurées.
enrol-title = Protégez votre compte
enrol-lead = Une seconde étape est nécessaire ici, pour que votre mot de passe seul n’ouvre rien. Choisissez celle que vous voulez configurer.
password-title = Saisissez votre mot de passe
totp-title = Saisissez le code
totp-lead = Ouvrez votre application d’authentification et saisissez les six chiffres qu’elle affiche.
totp-enrol-title = Configurer une application d’authentification
totp-enrol-lead = L’application affiche un nouveau code toutes les trente secondes. Vous en saisirez un à chaque connexion.
totp-enrol-install = Ouvrez une application d’authentification sur votre téléphone, ou installez-en une.
totp-enrol-scan = Scannez cette image avec l’application.
totp-enrol-picture = Code QR pour l’application d’authentification
totp-enrol-type = Vous ne pouvez pas la scanner ? Saisissez cette clé dans l’application.
totp-enrol-code = Saisissez les six chiffres que l’application affiche.
totp-enrol-submit = Terminer

code-lead-to = Nous avons envoyé un code à { $destination }. Il est valable dix minutes.
code-again = Envoyer un autre code
code-other-way = Se connecter autrement
email-title = Saisissez le code reçu par e-mail
email-lead = Si un compte porte ce nom, un code est en route vers son adresse e-mail. Il est valable dix minutes.
email-enrol-title = Confirmez votre adresse e-mail
email-enrol-lead = Désormais, vous saisirez un code reçu par e-mail quand vous vous connecterez. Nous avons envoyé le premier à { $destination }.
email-missing = Pas d’e-mail ? Regardez dans vos courriers indésirables. Au bout d’une demi-minute, vous pourrez vous en faire envoyer un autre.
email-send = M’envoyer un code par e-mail
sms-title = Saisissez le code reçu sur votre téléphone
sms-lead = Si un compte porte ce nom, un code est en route vers son numéro de téléphone. Il est valable dix minutes.
sms-enrol-title = Confirmez votre numéro de téléphone
sms-enrol-lead = Désormais, vous saisirez un code reçu par SMS quand vous vous connecterez. Nous avons envoyé le premier à { $destination }.
sms-missing = Pas de SMS ? Patientez un peu. Au bout d’une demi-minute, vous pourrez vous en faire envoyer un autre.
sms-send = M’envoyer un code par SMS
link-title = Connexion
link-lead = Continuez la connexion en tant que { $username }.
link-submit = Se connecter
link-elsewhere-title = Votre code
link-elsewhere-lead = Saisissez ce code là où vous avez commencé à vous connecter, si cette page l’attend encore. Si ce n’était pas vous, fermez la page actuelle et ne donnez le code à personne.
link-over = Ce lien a été utilisé ou n’est plus valable. Continuez là où vous avez commencé à vous connecter.
link-onward = Retour à la page du code

way-recovery-code = Code de récupération
recovery-code-title = Saisissez un code de récupération
recovery-code-lead = Saisissez l’un des codes que vous avez conservés. Chacun ne sert qu’une fois.
recovery-code-label = Code de récupération
recovery-codes-title = Conservez vos codes de récupération
recovery-codes-lead = Si vous n’avez plus accès à votre seconde étape, l’un de ces codes ouvre votre compte à la place. Chacun ne sert qu’une fois. Ils ne sont affichés que maintenant : gardez-les là où vous les retrouverez.
recovery-codes-download = Télécharger en texte
recovery-codes-file = codes-de-recuperation
recovery-codes-copy = Copier
recovery-codes-copied = Copié
recovery-codes-kept = Je les ai conservés
remember-title = Mémoriser ce navigateur ?
remember-lead = { $days ->
    [one] Votre mot de passe suffira ici pendant { $days } jour. Ne dites oui que sur un appareil que personne d’autre n’utilise.
   *[other] Votre mot de passe suffira ici pendant { $days } jours. Ne dites oui que sur un appareil que personne d’autre n’utilise.
}
remember-yes = Oui, le mémoriser
remember-no = Non

new-password-lead = Votre mot de passe ne servait que pour cette connexion. Choisissez maintenant le vôtre.
new-password-submit = Enregistrer et continuer
details-title = Encore quelques informations
details-lead = Elles manquent encore dans votre compte.
terms-title = Veuillez accepter les conditions
terms-lead = { $pool } a des conditions que vous n’avez pas encore acceptées. Lisez-les, puis continuez.
terms-agree = J’ai lu les conditions et je les accepte.
