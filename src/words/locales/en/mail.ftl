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
mail-action-link = { $action }:
mail-footer = This message was sent automatically by { $pool }.

mail-confirm-subject = { $code } is your code for { $pool }
mail-confirm-heading = Confirm your account
mail-confirm-text = Somebody, most likely you, has made an account at { $pool } with this address. Enter the code on the page that you have open.
mail-confirm-action = Confirm account
mail-confirm-ignore = Was it not you? Then you need do nothing: without the code the account is of no use to anybody.

mail-reset-subject = { $code } is your code for a new password at { $pool }
mail-reset-heading = Choose a new password
mail-reset-text = Somebody, most likely you, wants a new password for your account at { $pool }. Enter the code on the page that you have open.
mail-reset-action = Choose a new password
mail-reset-ignore = Was it not you? Then you need do nothing: your password stays as it is. Give the code to nobody.

mail-sign-in-subject = { $code } is your code to sign in at { $pool }
mail-sign-in-heading = Sign in
mail-sign-in-text = Somebody, most likely you, is signing in at { $pool }. Enter the code on the page that you have open, or open the link in the same browser.
mail-sign-in-action = Sign in
mail-sign-in-ignore = Was it not you? Then you need do nothing. Give the code to nobody: nobody who works for us asks for it.

mail-exists-subject = You have an account at { $pool } already
mail-exists-heading = You have an account already
mail-exists-text = Somebody, most likely you, wanted to make an account at { $pool } with this address. There is one already: sign in with it. If you have forgotten the password, you can choose a new one there.
mail-exists-action = Sign in
mail-exists-ignore = Was it not you? Then you need do nothing: your account is unchanged.

mail-account-time = Time: { $value }
mail-account-address = Address: { $value }
mail-account-program = Browser: { $value }
mail-account-action = Choose a new password
mail-account-ignore = Was it you? Then you need do nothing. If it was not, choose a new password now: that ends every session of your account.

mail-signed-in-subject = New sign-in at { $pool }
mail-signed-in-text = Somebody, most likely you, has signed in to your account at { $pool } from a place that was not used for it before.

mail-factor-added-subject = New way to sign in at { $pool }
mail-factor-added-text = A way to sign in was added to your account at { $pool }: { $factor }.

mail-factor-removed-subject = A way to sign in was removed at { $pool }
mail-factor-removed-text = A way to sign in was removed from your account at { $pool }: { $factor }.

mail-linked-text = Your account at { $pool } was connected with an account at { $provider }. It signs you in from now on.

mail-unlinked-text = An account at { $provider } was disconnected from your account at { $pool }. It no longer signs you in.

mail-password-subject = Your password at { $pool } was changed
mail-password-text = The password of your account at { $pool } was changed.
mail-password-set-text = Whoever runs { $pool } has given your account a new password.

mail-recovery-subject = A recovery code was used at { $pool }
mail-recovery-text = { $left ->
    [0] One of the recovery codes of your account at { $pool } was used to sign in. None is left: get new ones in your account.
    [one] One of the recovery codes of your account at { $pool } was used to sign in. One is left.
   *[other] One of the recovery codes of your account at { $pool } was used to sign in. { $left } are left.
}

mail-codes-subject = New recovery codes at { $pool }
mail-codes-text = New recovery codes were made for your account at { $pool }. The old ones are good no more.

mail-invitation-subject = Your temporary password
mail-invitation-heading = An account for you
mail-invitation-text = There is an account for you at { $pool }. Sign in with this name and this temporary password; then you choose a password of your own.
mail-invitation-username = Your user name is { $username }
mail-invitation-password = Your temporary password is { $password }
mail-invitation-valid = { $days ->
    [one] The password is valid for { $days } day.
   *[other] The password is valid for { $days } days.
}
mail-invitation-action = Sign in
mail-invitation-ignore = Is it too late for the password? Choose “Forgot your password?” on the sign-in page, and you get a code. Give the password to nobody.

mail-factors-reset-subject = Your ways to sign in at { $pool } were reset
mail-factors-reset-text = Everything that you sign in with at { $pool } besides your password was removed. Set it up again when you sign in next.

mail-codes-ended-subject = Your recovery codes at { $pool } were ended
mail-codes-ended-text = The recovery codes of your account at { $pool } are good no more. You can make new ones in your account.
