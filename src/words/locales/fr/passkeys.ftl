# Passkeys.

passkey-sign-in = Se connecter avec une clé d’accès
passkey-title = Utilisez votre clé d’accès
passkey-lead = Confirmez votre identité avec l’appareil qui contient votre clé d’accès.
passkey-submit = Continuer avec la clé d’accès
passkey-enrol-title = Configurer une clé d’accès
passkey-enrol-lead = Avec une clé d’accès, vous confirmez votre identité par votre empreinte digitale, votre visage ou le code PIN de l’appareil. Personne ne peut la deviner ni nous la voler.
passkey-enrol-submit = Créer une clé d’accès
passkey-name = Nom de la clé d’accès
passkey-fault = Cela n’a pas abouti. Réessayez ou continuez d’une autre manière.
passkey-missing = Les clés d’accès ne fonctionnent pas dans ce navigateur, ou les scripts sont désactivés. Une autre méthode est nécessaire ici.
