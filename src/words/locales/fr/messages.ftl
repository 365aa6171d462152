# What a form answers as a whole, and the pages where a way ends.

error-wrong-credentials = Le nom ou le mot de passe est incorrect. Vérifiez-les et réessayez.
error-wrong-code = Ce code est incorrect. Vérifiez-le ou faites-vous en envoyer un autre.
error-wrong-totp = Ce code est incorrect ou a déjà été utilisé. Attendez le suivant et saisissez-le.
error-wrong-recovery-code = Ce code ne fait pas partie de vos codes de récupération ou a déjà été utilisé. Chacun ne sert qu’une fois.
error-wrong-passkey = Cette clé d’accès n’a pas été acceptée. Réessayez ou continuez d’une autre manière.
error-expired-code = Ce code n’est plus valable. Faites-vous en envoyer un autre.
error-wrong-user-code = Ce code est incorrect ou n’est plus valable. Vérifiez-le ou recommencez sur l’appareil.
error-too-many-seconds = { $seconds ->
    [one] C’était une tentative de trop. Réessayez dans { $seconds } seconde.
   *[other] C’était une tentative de trop. Réessayez dans { $seconds } secondes.
}
error-too-many-minutes = { $minutes ->
    [one] C’était une tentative de trop. Réessayez dans { $minutes } minute.
   *[other] C’était une tentative de trop. Réessayez dans { $minutes } minutes.
}
error-busy = Beaucoup de gens se connectent en ce moment. Réessayez dans quelques secondes.
error-form-expired = Cette page est restée ouverte trop longtemps. Rien n’a été envoyé. Réessayez.
error-missing-field = Remplissez tous les champs, puis réessayez.
error-not-allowed = Ce n’est pas possible ici. Adressez-vous aux responsables de ce service.

notice-confirmed = Votre compte est confirmé. Vous pouvez maintenant vous connecter.
notice-password-reset = Votre mot de passe est modifié. Connectez-vous avec le nouveau.
notice-signed-out = Votre session est fermée.
notice-code-sent = Si nous connaissons ce compte, un nouveau code est en route. Seul le plus récent fonctionne.
notice-sign-in-expired = La connexion a pris trop de temps. Recommencez.
notice-reset-required = Votre mot de passe n’est plus valable. Choisissez-en un nouveau.
notice-address-restored = Votre adresse e-mail est rétablie et toutes les sessions sont fermées. Choisissez un nouveau mot de passe avec le code que nous venons de vous envoyer.

stop-unknown-client = Cette application n’est pas connue ici
stop-unknown-client-text = L’application d’où vous venez n’est pas enregistrée chez nous, vous ne pouvez donc pas vous y connecter. Signalez-le à ses responsables.
stop-redirect-mismatch = Retour à l’application impossible
stop-redirect-mismatch-text = L’application nous a demandé de vous envoyer à une adresse qu’elle n’a pas enregistrée. Pour votre sécurité, nous nous arrêtons ici. Signalez-le à ses responsables.
stop-bad-request = Nous n’avons pas compris cette demande
stop-bad-request-text = Le lien ou l’application d’où vous venez a envoyé quelque chose d’incomplet ou d’abîmé. Revenez à l’application et recommencez.
stop-expired = Cette étape a expiré
stop-expired-text = Elle est restée ouverte trop longtemps ou a déjà été faite. Recommencez : rien n’est perdu.
stop-request-expired = Cette connexion a expiré
stop-request-expired-text = Elle a commencé trop tard ou a été commencée deux fois. Revenez à l’application et recommencez : rien n’est perdu.
stop-forbidden = Vous ne pouvez pas ouvrir cette page
stop-forbidden-text = Ce que vous avez demandé ne vous est pas accessible. Si vous pensez que cela devrait l’être, adressez-vous aux responsables de ce service.
stop-not-found = Cette page n’existe pas
stop-not-found-text = L’adresse est peut-être mal saisie ou périmée.
stop-method = Cette adresse s’utilise autrement
stop-method-text = Elle ne peut pas être utilisée de cette façon. Revenez en arrière et recommencez.
stop-too-large = C’était trop à la fois
stop-too-large-text = L’envoi dépasse ce que nous acceptons en une fois. Revenez en arrière et envoyez-en moins.
stop-too-many-requests = Un peu moins vite, s’il vous plaît
stop-too-many-requests-text = De très nombreuses demandes sont venues de là où vous êtes. Attendez un moment, puis réessayez.
stop-busy = Un instant, s’il vous plaît
stop-busy-text = Il y a beaucoup de monde ici en ce moment. Réessayez dans quelques secondes.
stop-internal = Un problème est survenu de notre côté
stop-internal-text = Vous n’y êtes pour rien. Réessayez. Si cela se reproduit, communiquez-nous le numéro de demande ci-dessous.

stop-retry = Réessayer
stop-home = Aller à l’accueil
stop-code = Erreur
stop-request = Demande
stop-message = Indication :
