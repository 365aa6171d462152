# A person's own account.

account-title = Mon compte
account-of = Compte { $username }.
account-proof-text = Pour modifier quoi que ce soit ici, confirmez encore une fois votre identité. Vous reviendrez ensuite sur cette page.
account-proof = Confirmer mon identité
account-save = Enregistrer
account-back = Retour
account-profile = Profil
account-email = Adresse e-mail
account-password = Mot de passe
account-factors = Méthodes de connexion
account-sessions = Sessions ouvertes
account-applications = Applications
account-data = Vos données
account-language-hint = La langue des messages que nous vous envoyons.
account-no-language = Aucune en particulier
account-present-password = Mot de passe actuel
account-password-text = Un nouveau mot de passe vous déconnecte partout, sauf ici.

email-none = Votre compte ne contient aucune adresse e-mail.
email-proved = est confirmée.
email-unproved = n’est pas encore confirmée.
email-pending = Nous avons envoyé un code à { $address }. Tant que vous ne l’avez pas saisi ici, rien ne change.
email-change = Utiliser une autre adresse
email-hint = Nous y enverrons un code. Une fois ce code saisi, la nouvelle adresse remplacera l’ancienne, et nous préviendrons l’ancienne.

factors-text = En plus de votre mot de passe, vous pouvez vous connecter avec ce que vous configurez ici.
factors-none = Rien n’est encore configuré.
factor-added = Ajout : { $at }.
factor-used = Dernière utilisation : { $at }.
factor-name = Nom
factor-rename = Renommer
factor-remove = Supprimer
factor-prefer = Me demander en premier
factor-no-preference = Pas de préférence
factor-add-totp = Ajouter une application d’authentification
factor-add-passkey = Ajouter une clé d’accès
passkey-add-text = Votre appareil conserve une clé d’accès et l’ouvre avec votre empreinte, votre visage ou son code de déverrouillage.

sessions-text = Voici vos sessions ouvertes. S’il y en a une que vous ne reconnaissez pas, fermez-la et changez de mot de passe.
session-unknown = Navigateur inconnu
session-current = ce navigateur
session-begun = Connexion : { $at }.
session-used = Dernière utilisation : { $at }.
session-address = Depuis { $address }.
session-end = Fermer cette session
session-end-others = Fermer toutes les autres sessions

applications-text = Ces applications ont accès à votre compte.
applications-none = Aucune application n’a accès à votre compte.
application-since = Depuis le { $at }.
application-take-back = Retirer l’accès

download-title = Télécharger vos données
download-text = Un fichier avec votre profil, vos méthodes de connexion, vos sessions, vos applications et ce qui s’est passé sur votre compte ; il ne contient aucun mot de passe ni aucune clé.
download-submit = Télécharger
delete-title = Supprimer votre compte
delete-text = { $days ->
    [one] Votre compte sera supprimé { $days } jour après votre demande. D’ici là, vous pouvez vous connecter et le conserver. Les applications perdent leur accès immédiatement.
   *[other] Votre compte sera supprimé { $days } jours après votre demande. D’ici là, vous pouvez vous connecter et le conserver. Les applications perdent leur accès immédiatement.
}
delete-submit = Supprimer mon compte
delete-planned = Votre compte sera supprimé le { $at }.
delete-keep = Conserver mon compte

error-wrong-password = Le mot de passe actuel est incorrect. Vérifiez-le et réessayez.
error-last-factor = Une seconde étape est nécessaire ici : configurez-en une autre avant de supprimer celle-ci.
error-number-in-use = Des codes sont envoyés à ce numéro par SMS quand vous vous connectez. Supprimez-les sous « Méthodes de connexion » avant de supprimer le numéro.
notice-saved = C’est fait.

mail-change-subject = { $code } est votre code pour { $pool }
mail-change-heading = Confirmez votre nouvelle adresse
mail-change-text = Quelqu’un, sans doute vous, souhaite utiliser cette adresse pour un compte sur { $pool }. Saisissez le code sur la page du compte.
mail-change-action = Ouvrir le compte
mail-change-ignore = Ce n’était pas vous ? Alors vous n’avez rien à faire : sans le code, cette adresse ne sera pas utilisée.

mail-address-subject = Votre adresse e-mail sur { $pool } a été modifiée
mail-address-text = Votre compte sur { $pool } a maintenant une autre adresse e-mail. Les messages à son sujet n’arriveront plus ici.
mail-address-action = Rétablir mon adresse
mail-address-ignore = C’était vous ? Alors vous n’avez rien à faire. Sinon, rétablissez votre adresse dans les trois jours : cela ferme toutes les sessions de votre compte, et vous pourrez alors choisir un nouveau mot de passe.

mail-restored-text = L’ancienne adresse e-mail de votre compte sur { $pool } a été rétablie grâce au lien du message envoyé à cette adresse. Toutes les sessions de votre compte sont fermées.

mail-number-subject = Votre numéro de téléphone sur { $pool } a été modifié
mail-number-text = Le numéro de téléphone de votre compte sur { $pool } a été modifié ou supprimé.

mail-deletion-subject = Votre compte sur { $pool } sera supprimé
mail-deletion-text = Vous avez demandé à { $pool } de supprimer votre compte. Ce sera fait le { $at }. Pour le conserver, connectez-vous avant cette date et appuyez sur « Conserver mon compte » dans votre compte, sous « Vos données ».

account-recovery-codes = Codes de récupération
account-browsers = Navigateurs mémorisés
codes-text = Si vous perdez ce qui vous sert à vous connecter en plus de votre mot de passe, un code de récupération ouvre votre compte à la place. Chacun ne sert qu’une fois.
codes-left = { $left ->
    [0] Vous n’en avez aucun.
    [one] Il vous en reste un.
   *[other] Il vous en reste { $left }.
}
codes-renew = Créer de nouveaux codes
codes-new = Voici vos nouveaux codes. Les anciens ne sont plus valables. Ils ne sont affichés que maintenant : gardez-les là où vous les retrouverez.
browsers-text = Dans ces navigateurs, votre mot de passe suffit. Oubliez ceux que vous ne connaissez pas ou n’utilisez plus.
browsers-none = Aucun navigateur n’est mémorisé.
browser-until = Mémorisé jusqu’au { $at }.
browser-forget = Oublier

account-phone = Numéro de téléphone
phone-none = Votre compte ne contient aucun numéro de téléphone.
phone-proved = est confirmé.
phone-unproved = n’est pas encore confirmé.
phone-change = Utiliser un autre numéro
phone-hint = Nous y enverrons un code par SMS. Une fois ce code saisi, le nouveau numéro remplacera l’ancien, et nous préviendrons l’ancien.
phone-remove = Supprimer ce numéro

account-activity = Activité récente
activity-text = Voici ce qui s’est passé sur votre compte. Si quelque chose ici ne vient pas de vous, changez de mot de passe et fermez toutes les autres sessions.
activity-none = Rien ne s’est encore passé.
activity-older = Afficher les plus anciennes
activity-operator = par les responsables de ce service
activity-made = Compte créé
activity-confirmed = Compte confirmé
activity-signed-in = Connexion
activity-failed = Échec d’une connexion
activity-signed-out = Déconnexion
activity-factor-added = Méthode de connexion ajoutée
activity-factor-removed = Méthode de connexion supprimée
activity-factors-reset = Méthodes de connexion supprimées, sauf le mot de passe
activity-email = Adresse e-mail modifiée
activity-number = Numéro de téléphone modifié ou supprimé
activity-recovery = Code demandé pour un nouveau mot de passe
activity-password = Mot de passe modifié
activity-code-used = Code de récupération utilisé
activity-codes-made = Nouveaux codes de récupération créés
activity-codes-ended = Codes de récupération annulés
activity-remembered = Navigateur mémorisé
activity-forgotten = Navigateur oublié
activity-terms = Conditions acceptées
activity-updated = Compte modifié
activity-access-given = Accès accordé à une application
activity-access-ended = Accès retiré à une application
activity-device-allowed = Accès accordé à un appareil
activity-device-denied = Accès refusé à un appareil
activity-deletion = Suppression du compte demandée
activity-kept = Compte finalement conservé

# Accounts elsewhere
account-identities = Comptes associés
identities-text = Vous pouvez aussi vous connecter avec ces comptes.
identities-none = Aucun autre compte ne vous sert encore à vous connecter.
identity-add = Associer { $provider }
identity-remove = Dissocier
error-last-identity = Vous n’avez pas d’autre moyen de vous connecter : choisissez un mot de passe ou configurez une autre méthode de connexion avant de dissocier ce compte.
notice-not-connected = Aucun compte n’a été associé : ce compte appartient ici à quelqu’un d’autre, ou le fournisseur n’a pas dit qui vous êtes.
connects-text = Un compte existe déjà avec cette adresse. Connectez-vous une fois pour l’associer à { $provider }.
connects-other = Utiliser un autre compte
