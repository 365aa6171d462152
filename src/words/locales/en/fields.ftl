# The fields of the forms, and what can be wrong with them.

field-username = User name
field-email = E-mail address
field-phone = Phone number
field-username-or-email = User name or e-mail address
field-username-or-phone = User name or phone number
field-any-identifier = User name, e-mail address or phone number
field-password = Password
field-new-password = New password
field-code = Code
field-user-code = Code on the device
field-address = Address
field-birthdate = Date of birth
field-family-name = Family name
field-gender = Gender
field-given-name = Given name
field-locale = Language
field-middle-name = Middle name
field-name = Full name
field-nickname = Nickname
field-picture = Web address of a picture of you
field-preferred-username = Preferred user name
field-profile = Web address of your profile
field-website = Website
field-zoneinfo = Time zone

optional = optional
show = Show
hide = Hide
show-password = Show password
hide-password = Hide password

hint-user-code = Letters and digits, such as WDJB‑MJHT.
hint-password = { $minimum ->
    [one] At least { $minimum } character.
   *[other] At least { $minimum } characters.
}
hint-password-demands = With { $demands }.
demand-lowercase = a lower-case letter
demand-uppercase = an upper-case letter
demand-digit = a digit
demand-symbol = a special character
list-comma = { ", " }

problem = There is a problem

fault-missing = { $field ->
    [username] Enter a user name.
    [email] Enter your e-mail address.
    [phone_number] Enter your phone number.
    [password] Enter a password.
    [new_password] Enter a new password.
    [code] Enter the code from our message.
    [given_name] Enter your given name.
    [family_name] Enter your family name.
    [name] Enter your full name.
    [birthdate] Enter your date of birth.
    [terms] Agree to the terms to continue.
   *[other] Fill in this field.
}
fault-invalid = { $field ->
    [username] Use letters, digits and punctuation in the user name, without spaces.
    [email] Enter an e-mail address such as name@example.com.
    [phone_number] Enter a phone number with its country code, such as +441632960123.
    [birthdate] Enter a date such as 1990-12-31.
    [code] Enter the code as it is in our message.
   *[other] This does not have the right form. Check it and try again.
}
fault-taken = { $field ->
    [username] This user name is taken. Choose another one.
    [email] This e-mail address is in use. Sign in, or use another one.
    [phone_number] This phone number is in use. Sign in, or use another one.
   *[other] This is taken. Choose something else.
}
fault-not-served = We cannot send messages to this number: its country is not served here. Enter another one.
fault-too-long = { $maximum ->
    [one] This is too long. Use at most { $maximum } character.
   *[other] This is too long. Use at most { $maximum } characters.
}
fault-too-short = { $minimum ->
    [one] This is too short. Use at least { $minimum } character.
   *[other] This is too short. Use at least { $minimum } characters.
}
fault-no-lowercase = Use at least one lower-case letter in the password.
fault-no-uppercase = Use at least one upper-case letter in the password.
fault-no-digit = Use at least one digit in the password.
fault-no-symbol = Use at least one special character in the password, such as ! or ?.
fault-like-the-name = This password is too close to your name, your address or the name of this service. Choose one that has nothing to do with them.
fault-too-common = This password is one of those that many people use and that are tried first. Choose another one.
fault-too-guessable = This password is too easily guessed. Make it longer, for example with a few more words that do not belong together.
fault-used-before = You have used this password before. Choose a new one.

strength = Length of the password
strength-short = Too short
strength-fair = Long enough
strength-good = Good length
