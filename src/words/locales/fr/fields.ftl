# The fields of the forms, and what can be wrong with them.

field-username = Nom d’utilisateur
field-email = Adresse e-mail
field-phone = Numéro de téléphone
field-username-or-email = Nom d’utilisateur ou adresse e-mail
field-username-or-phone = Nom d’utilisateur ou numéro de téléphone
field-any-identifier = Nom d’utilisateur, adresse e-mail ou numéro de téléphone
field-password = Mot de passe
field-new-password = Nouveau mot de passe
field-code = Code
field-user-code = Code affiché sur l’appareil
field-address = Adresse postale
field-birthdate = Date de naissance
field-family-name = Nom de famille
field-gender = Genre
field-given-name = Prénom
field-locale = Langue
field-middle-name = Deuxième prénom
field-name = Nom complet
field-nickname = Surnom
field-picture = Adresse web d’une photo de vous
field-preferred-username = Nom d’utilisateur préféré
field-profile = Adresse web de votre profil
field-website = Site web
field-zoneinfo = Fuseau horaire

optional = facultatif
show = Afficher
hide = Masquer
show-password = Afficher le mot de passe
hide-password = Masquer le mot de passe

hint-user-code = Des lettres et des chiffres, par exemple WDJB‑MJHT.
hint-password = { $minimum ->
    [one] Au moins { $minimum } caractère.
   *[other] Au moins { $minimum } caractères.
}
hint-password-demands = Avec { $demands }.
demand-lowercase = une minuscule
demand-uppercase = une majuscule
demand-digit = un chiffre
demand-symbol = un caractère spécial
list-comma = { ", " }

problem = Il y a un problème

fault-missing = { $field ->
    [username] Saisissez un nom d’utilisateur.
    [email] Saisissez votre adresse e-mail.
    [phone_number] Saisissez votre numéro de téléphone.
    [password] Saisissez un mot de passe.
    [new_password] Saisissez un nouveau mot de passe.
    [code] Saisissez le code de notre message.
    [given_name] Saisissez votre prénom.
    [family_name] Saisissez votre nom de famille.
    [name] Saisissez votre nom complet.
    [birthdate] Saisissez votre date de naissance.
    [terms] Acceptez les conditions pour continuer.
   *[other] Remplissez ce champ.
}
fault-invalid = { $field ->
    [username] Utilisez des lettres, des chiffres et des signes de ponctuation dans le nom d’utilisateur, sans espaces.
    [email] Saisissez une adresse e-mail telle que nom@example.com.
    [phone_number] Saisissez un numéro de téléphone avec l’indicatif du pays, par exemple +33199001234.
    [birthdate] Saisissez une date telle que 1990-12-31.
    [code] Saisissez le code tel qu’il figure dans notre message.
   *[other] Le format n’est pas correct. Vérifiez et réessayez.
}
fault-taken = { $field ->
    [username] Ce nom d’utilisateur est déjà pris. Choisissez-en un autre.
    [email] Cette adresse e-mail est déjà utilisée. Connectez-vous ou utilisez-en une autre.
    [phone_number] Ce numéro de téléphone est déjà utilisé. Connectez-vous ou utilisez-en un autre.
   *[other] C’est déjà pris. Choisissez autre chose.
}
fault-not-served = Nous ne pouvons pas envoyer de messages à ce numéro : son pays n’est pas desservi ici. Saisissez-en un autre.
fault-too-long = { $maximum ->
    [one] C’est trop long. Utilisez au maximum { $maximum } caractère.
   *[other] C’est trop long. Utilisez au maximum { $maximum } caractères.
}
fault-too-short = { $minimum ->
    [one] C’est trop court. Utilisez au moins { $minimum } caractère.
   *[other] C’est trop court. Utilisez au moins { $minimum } caractères.
}
fault-no-lowercase = Utilisez au moins une minuscule dans le mot de passe.
fault-no-uppercase = Utilisez au moins une majuscule dans le mot de passe.
fault-no-digit = Utilisez au moins un chiffre dans le mot de passe.
fault-no-symbol = Utilisez au moins un caractère spécial dans le mot de passe, par exemple ! ou ?.
fault-like-the-name = Ce mot de passe ressemble trop à votre nom, à votre adresse ou au nom de ce service. Choisissez-en un qui n’a rien à voir avec eux.
fault-too-common = Ce mot de passe est utilisé par beaucoup de gens et fait partie des premiers essayés. Choisissez-en un autre.
fault-too-guessable = Ce mot de passe est trop facile à deviner. Allongez-le, par exemple avec quelques mots de plus sans rapport entre eux.
fault-used-before = Vous avez déjà utilisé ce mot de passe. Choisissez-en un nouveau.

strength = Longueur du mot de passe
strength-short = Trop court
strength-fair = Assez long
strength-good = Bonne longueur
