# The hosted pages, one block for each.

title-error = Erreur : { $title }
languages = Langue
for-application = pour continuer vers { $application }
privacy-policy = Politique de confidentialité
terms-of-service = Conditions d’utilisation
sign-in-link = Se connecter
back-to-sign-in = Retour à la connexion
signed-in-as = Votre session est ouverte en tant que { $username }.
other-account = Utiliser un autre compte
go-on = Continuer

login-title = Connexion
login-submit = Se connecter
login-forgot = Mot de passe oublié ?
login-no-account = Pas encore de compte ?
login-sign-up = Créer un compte
provider-or = ou
provider-continue = Continuer avec { $provider }

upstream-denied = Votre session n’est pas encore ouverte
upstream-denied-text = { $provider } ne nous a pas dit qui vous êtes : vous avez peut-être annulé là-bas. Réessayez ou connectez-vous autrement.
upstream-failed = La connexion avec { $provider } ne fonctionne pas en ce moment
upstream-failed-text = Vous n’y êtes pour rien. Réessayez dans un moment ou connectez-vous autrement. Si cela se reproduit, communiquez-nous le numéro de demande ci-dessous.
upstream-no-account = Il n’y a pas de compte pour vous ici
upstream-no-account-text = Ce que { $provider } nous a communiqué ne permet à personne d’entrer ici. Connectez-vous autrement ou adressez-vous aux responsables de ce service.
upstream-full = Aucun autre compte ne peut être associé
upstream-full-text = Le compte qui a cette adresse est déjà associé à autant de comptes que possible. Connectez-vous autrement et dissociez l’un d’eux dans votre compte : vous pourrez ensuite l’associer à { $provider }.
upstream-over-text = Elle a pris trop de temps, était déjà terminée ou a été commencée dans un autre navigateur. Recommencez : rien n’est perdu.

signed-in-title = Votre session est ouverte
signed-in-text = Votre session est ouverte en tant que { $username }. Vous pouvez fermer cette page ou vous déconnecter sur cet appareil.
signed-in-submit = Se déconnecter

sign-up-title = Créer un compte
sign-up-submit = Créer un compte
sign-up-have-account = Vous avez déjà un compte ?

confirm-title = Confirmez votre compte
confirm-sent-to = Nous avons envoyé un code à { $destination }. Saisissez-le ici pour confirmer votre compte.
confirm-sent = Saisissez le code que nous vous avons envoyé pour confirmer votre compte.
confirm-submit = Confirmer
confirm-no-code = Pas de code ? Regardez dans vos courriers indésirables ou faites-vous en envoyer un autre.
confirm-resend = Envoyer un autre code

confirm-link-title = Une dernière étape
confirm-link-text = Confirmez que le compte { $username } est à vous, et il sera prêt.
confirm-link-submit = Confirmer le compte
confirm-link-spent = Un code ne fonctionne qu’une fois et pour une durée limitée. Seul le plus récent compte.

undo-title = Rétablir votre adresse
undo-text = Appuyez sur le bouton : l’adresse e-mail à laquelle notre message a été envoyé redeviendra celle de votre compte. Toutes les sessions du compte seront fermées, et les moyens de connexion ajoutés lors du changement d’adresse ou depuis seront supprimés. Si le compte a un mot de passe, il ne sera plus valable non plus, et nous vous enverrons un code pour en choisir un nouveau.
undo-submit = Rétablir mon adresse
undo-spent = Ce lien ne fonctionne qu’une fois, pendant trois jours. Il n’est plus valable.

resend-title = Envoyer un autre code
resend-text = Dites-nous qui vous êtes, et nous vous enverrons un nouveau code pour confirmer votre compte.
resend-submit = Envoyer un code
resend-have-code = J’ai un code

forgot-title = Mot de passe oublié ?
forgot-text = Dites-nous qui vous êtes, et nous vous enverrons un code pour choisir un nouveau mot de passe.
forgot-submit = Envoyer un code
forgot-have-code = J’ai un code

reset-title = Choisissez un nouveau mot de passe
reset-sent-to = Nous avons envoyé un code à { $destination }.
reset-sent = Si nous connaissons ce compte, un code est en route.
reset-unknown = Saisissez le code que nous vous avons envoyé.
reset-submit = Changer le mot de passe
reset-no-code = Pas de code ? Regardez dans vos courriers indésirables ou faites-vous en envoyer un autre.
reset-resend = Envoyer un autre code

accounts-title = Choisissez un compte
accounts-continue = Continuer en tant que { $username }

consent-title = Autoriser l’accès ?
consent-text = { $application } demande l’accès à votre compte sur { $pool }.
consent-unvetted = Cette application a été enregistrée sans l’intervention de { $pool } et personne ne l’y a vérifiée. N’autorisez l’accès que si vous savez d’où elle vient.
consent-document = Cette application se présente à l’adresse { $host } et personne chez { $pool } ne l’a vérifiée. N’autorisez l’accès que si vous connaissez { $host } et lui faites confiance.
consent-remembered = { $pool } retient que vous avez autorisé cet accès, et vous pourrez le retirer plus tard.
consent-destination = Vous continuerez ensuite vers { $host }.
asks-scopes = Si vous l’autorisez, elle pourra
asks-claims = Elle verra aussi
asks-resources = Elle utilise cet accès sur
decision-allow = Autoriser
decision-deny = Refuser

scope-openid = Vous reconnaître grâce à votre compte
scope-profile = Voir votre profil, par exemple votre nom, votre photo et votre date de naissance
scope-email = Voir votre adresse e-mail
scope-phone = Voir votre numéro de téléphone
scope-address = Voir votre adresse postale
scope-offline-access = Garder cet accès en votre absence
scope-account = Lire et modifier votre compte
scope-other = Utiliser { $scope }

claim-sub = Numéro de votre compte
claim-email-verified = Si votre adresse e-mail est confirmée
claim-phone-verified = Si votre numéro de téléphone est confirmé
claim-updated-at = Date de la dernière modification de votre profil
claim-groups = Vos groupes

device-title = Connecter un appareil
device-text = Saisissez le code affiché par l’appareil.
device-submit = Continuer

device-confirm-title = Est-ce votre appareil ?
device-confirm-text = { $application }, sur un appareil, demande l’accès à votre compte sur { $pool }.
device-confirm-compare = Votre appareil doit afficher ce code :
device-confirm-caution = N’autorisez l’accès que si vous avez l’appareil devant vous et que vous avez lancé vous-même cette connexion. Si quelqu’un d’autre vous a envoyé un code ou un lien, cette personne veut entrer dans votre compte.
device-allowed-title = Votre appareil est connecté
device-allowed-text = Revenez à l’appareil, il continue tout seul. Vous pouvez fermer cette page.
device-denied-title = Votre appareil n’est pas connecté
device-denied-text = Vous lui avez refusé l’accès à votre compte. Vous pouvez fermer cette page.

logout-title = Se déconnecter ?
logout-asked = { $application } demande à vous déconnecter de { $pool } sur cet appareil.
logout-text = Votre session sur { $pool } sera fermée sur cet appareil.
logout-submit = Se déconnecter
logout-cancel = Garder la session ouverte

signing-out-title = Déconnexion en cours
signing-out-text = Un instant : les applications que vous avez utilisées en sont informées. Vous continuerez ensuite.
signing-out-frame = Une application vous déconnecte

signed-out-title = Votre session est fermée
signed-out-text = Sur un appareil partagé, fermez aussi la fenêtre du navigateur.
signed-out-again = Se reconnecter

form-post-title = Un instant
form-post-text = Votre navigateur n’exécute pas de scripts. Appuyez sur le bouton pour continuer vers l’application.

home-title = Bienvenue sur { $pool }
home-text = C’est ici que l’on se connecte aux applications de { $pool }.
home-submit = Se connecter
home-for-developers = Pour les développeurs
home-discovery = Configuration OpenID Connect
