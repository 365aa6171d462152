# Die Felder der Formulare und was an ihnen falsch sein kann.

field-username = Benutzername
field-email = E-Mail-Adresse
field-phone = Telefonnummer
field-username-or-email = Benutzername oder E-Mail-Adresse
field-username-or-phone = Benutzername oder Telefonnummer
field-any-identifier = Benutzername, E-Mail-Adresse oder Telefonnummer
field-password = Passwort
field-new-password = Neues Passwort
field-code = Code
field-user-code = Code auf dem Gerät
field-address = Anschrift
field-birthdate = Geburtsdatum
field-family-name = Nachname
field-gender = Geschlecht
field-given-name = Vorname
field-locale = Sprache
field-middle-name = Zweiter Vorname
field-name = Vollständiger Name
field-nickname = Spitzname
field-picture = Webadresse eines Bildes von Ihnen
field-preferred-username = Bevorzugter Benutzername
field-profile = Webadresse Ihres Profils
field-website = Website
field-zoneinfo = Zeitzone

optional = freiwillig
show = Zeigen
hide = Verbergen
show-password = Passwort zeigen
hide-password = Passwort verbergen

hint-user-code = Buchstaben und Ziffern, zum Beispiel WDJB‑MJHT.
hint-password = { $minimum ->
    [one] Mindestens { $minimum } Zeichen.
   *[other] Mindestens { $minimum } Zeichen.
}
hint-password-demands = Darunter { $demands }.
demand-lowercase = ein Kleinbuchstabe
demand-uppercase = ein Großbuchstabe
demand-digit = eine Ziffer
demand-symbol = ein Sonderzeichen
list-comma = { ", " }

problem = Das hat nicht geklappt

fault-missing = { $field ->
    [username] Geben Sie einen Benutzernamen ein.
    [email] Geben Sie Ihre E-Mail-Adresse ein.
    [phone_number] Geben Sie Ihre Telefonnummer ein.
    [password] Geben Sie ein Passwort ein.
    [new_password] Geben Sie ein neues Passwort ein.
    [code] Geben Sie den Code aus unserer Nachricht ein.
    [given_name] Geben Sie Ihren Vornamen ein.
    [family_name] Geben Sie Ihren Nachnamen ein.
    [name] Geben Sie Ihren vollständigen Namen ein.
    [birthdate] Geben Sie Ihr Geburtsdatum ein.
    [terms] Stimmen Sie den Bedingungen zu, um fortzufahren.
   *[other] Füllen Sie dieses Feld aus.
}
fault-invalid = { $field ->
    [username] Verwenden Sie im Benutzernamen Buchstaben, Ziffern und Satzzeichen, aber keine Leerzeichen.
    [email] Geben Sie eine E-Mail-Adresse wie name@example.com ein.
    [phone_number] Geben Sie die Telefonnummer mit Ländervorwahl ein, zum Beispiel +4930123456.
    [birthdate] Geben Sie ein Datum wie 1990-12-31 ein.
    [code] Geben Sie den Code so ein, wie er in unserer Nachricht steht.
   *[other] Diese Angabe hat nicht die richtige Form. Prüfen Sie sie und versuchen Sie es noch einmal.
}
fault-taken = { $field ->
    [username] Dieser Benutzername ist vergeben. Wählen Sie einen anderen.
    [email] Diese E-Mail-Adresse wird schon benutzt. Melden Sie sich an oder nehmen Sie eine andere.
    [phone_number] Diese Telefonnummer wird schon benutzt. Melden Sie sich an oder nehmen Sie eine andere.
   *[other] Das ist schon vergeben. Wählen Sie etwas anderes.
}
fault-not-served = An diese Nummer können wir nichts senden: Ihr Land wird hier nicht bedient. Nehmen Sie eine andere.
fault-too-long = { $maximum ->
    [one] Das ist zu lang. Verwenden Sie höchstens { $maximum } Zeichen.
   *[other] Das ist zu lang. Verwenden Sie höchstens { $maximum } Zeichen.
}
fault-too-short = { $minimum ->
    [one] Das ist zu kurz. Verwenden Sie mindestens { $minimum } Zeichen.
   *[other] Das ist zu kurz. Verwenden Sie mindestens { $minimum } Zeichen.
}
fault-no-lowercase = Verwenden Sie im Passwort mindestens einen Kleinbuchstaben.
fault-no-uppercase = Verwenden Sie im Passwort mindestens einen Großbuchstaben.
fault-no-digit = Verwenden Sie im Passwort mindestens eine Ziffer.
fault-no-symbol = Verwenden Sie im Passwort mindestens ein Sonderzeichen, zum Beispiel ! oder ?.
fault-like-the-name = Dieses Passwort ist Ihrem Namen, Ihrer Adresse oder dem Namen dieses Dienstes zu ähnlich. Wählen Sie eines, das damit nichts zu tun hat.
fault-too-common = Dieses Passwort benutzen viele Menschen, und es wird zuerst ausprobiert. Wählen Sie ein anderes.
fault-too-guessable = Dieses Passwort ist zu leicht zu erraten. Machen Sie es länger, zum Beispiel mit ein paar weiteren Wörtern, die nicht zusammengehören.
fault-used-before = Dieses Passwort haben Sie schon einmal benutzt. Wählen Sie ein neues.

strength = Länge des Passworts
strength-short = Zu kurz
strength-fair = Lang genug
strength-good = Gute Länge
