# The messages that are sent by mail.

mail-greeting = Hello { $username },
mail-code-line = Your code is { $code }.
mail-code-label = Your code
mail-valid-minutes = { $minutes ->
    [one] It is valid for { $minutes } minute.
   *[other] It is valid for { $minutes } minutes.
}
mail-valid-hours = { $hours ->
    [one] It is valid for { $hours } hour.
   *[other] It is valid for { $hours } hours.
}
mail-or-link = Or open this address:
mail-footer = This message was sent automatically by { $pool }.

mail-confirm-subject = { $code } is your code for { $pool }
mail-confirm-heading = Confirm your account
mail-confirm-text = Somebody, most likely you, has made an account at { $pool } with this address. Enter the code on the page that is open there.
mail-confirm-action = Confirm account
mail-confirm-ignore = Was it not you? Then you need do nothing: without the code the account is of no use to anybody.

mail-reset-subject = { $code } is your code for a new password at { $pool }
mail-reset-heading = Choose a new password
mail-reset-text = Somebody, most likely you, wants a new password for your account at { $pool }. Enter the code on the page that is open there.
mail-reset-action = Choose a new password
mail-reset-ignore = Was it not you? Then you need do nothing: your password stays as it is. Give the code to nobody.

mail-exists-subject = You have an account at { $pool } already
mail-exists-heading = You have an account already
mail-exists-text = Somebody, most likely you, wanted to make an account at { $pool } with this address. There is one already: sign in with it. If you have forgotten the password, you can choose a new one there.
mail-exists-action = Sign in
mail-exists-ignore = Was it not you? Then you need do nothing: your account is unchanged.
