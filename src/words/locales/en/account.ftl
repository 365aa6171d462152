# A person's own account.

account-title = My account
account-of = Account of { $username }.
account-proof-text = To change anything here, show once more that it is you. Then you come back to this page.
account-proof = Confirm that it is you
account-save = Save
account-back = Back
account-profile = Profile
account-email = E-mail address
account-password = Password
account-factors = Ways to sign in
account-sessions = Where you are signed in
account-applications = Applications
account-data = Your data
account-language-hint = The language of the messages that we send you.
account-no-language = None in particular
account-present-password = Present password
account-password-text = A new password signs you out everywhere but here.

email-none = There is no e-mail address in your account.
email-proved = is confirmed.
email-unproved = is not confirmed yet.
email-pending = We have sent a code to { $address }. Until you enter it here, everything stays as it is.
email-change = Use another address
email-hint = We send a code there. Once you have entered it, the new address takes the place of the old one, and we tell the old one.

factors-text = Besides your password, you can sign in with what you set up here.
factors-none = Nothing is set up yet.
factor-added = Added { $at }.
factor-used = Last used { $at }.
factor-name = Name
factor-rename = Rename
factor-remove = Remove
factor-prefer = Ask me first for
factor-no-preference = Whatever there is
factor-add-totp = Add an authenticator app
factor-add-passkey = Add a passkey
passkey-add-text = Your device keeps a passkey, and opens it with your finger, your face or its own number.

sessions-text = Here you are signed in. If you do not know one of these, end it and change your password.
session-unknown = Unknown browser
session-current = this browser
session-begun = Signed in { $at }.
session-used = Last used { $at }.
session-address = From { $address }.
session-end = End
session-end-others = Sign out everywhere else

applications-text = These applications have access to your account.
applications-none = No application has access.
application-since = Since { $at }.
application-take-back = Take access back

download-title = Download your data
download-text = A file with your profile, your ways to sign in, your sessions, your applications and what happened to your account; no password and no key is in it.
download-submit = Download
delete-title = Delete your account
delete-text = { $days ->
    [one] Your account is deleted a day after you ask for it. Until then you can sign in and keep it. Applications lose their access at once.
   *[other] Your account is deleted { $days } days after you ask for it. Until then you can sign in and keep it. Applications lose their access at once.
}
delete-submit = Delete my account
delete-planned = Your account will be deleted on { $at }.
delete-keep = Keep my account

error-wrong-password = The present password is wrong. Check it and try again.
error-last-factor = A second step is needed here: set up another one before you remove this one.
error-number-in-use = Codes by SMS go to this number when you sign in. Remove them under "Ways to sign in" before you remove it.
notice-saved = Done.

mail-change-subject = { $code } is your code for { $pool }
mail-change-heading = Confirm your new address
mail-change-text = Somebody, most likely you, wants to use this address for an account at { $pool }. Enter the code on the page of the account.
mail-change-action = Open the account
mail-change-ignore = Was it not you? Then you need do nothing: without the code this address is used for nothing.

mail-address-subject = Your e-mail address at { $pool } was changed
mail-address-text = Your account at { $pool } now has another e-mail address. Messages about it no longer come here.
mail-address-action = Put my address back
mail-address-ignore = Was it you? Then you need do nothing. If it was not, put your address back within three days: that ends every session of your account, and you can then choose a new password.

mail-restored-text = The e-mail address of your account at { $pool } was put back to what it was before, by the link in the message that went there. Every session of your account has ended.

mail-number-subject = Your phone number at { $pool } was changed
mail-number-text = The phone number in your account at { $pool } was changed or removed.

mail-deletion-subject = Your account at { $pool } will be deleted
mail-deletion-text = You have asked { $pool } to delete your account. This will be done on { $at }. To keep it, sign in before that and press "Keep my account" in your account under "Your data".

account-recovery-codes = Recovery codes
account-browsers = Remembered browsers
codes-text = If you lose what you sign in with besides your password, a recovery code opens your account in its place. Each is good once.
codes-left = { $left ->
    [0] You have none.
    [one] You have one left.
   *[other] You have { $left } left.
}
codes-renew = Make new codes
codes-new = These are your new codes. The old ones are good no more. They are shown only now: keep them where you find them.
browsers-text = In these browsers your password is enough. Forget those that you do not know or use no more.
browsers-none = No browser is remembered.
browser-until = Remembered until { $at }.
browser-forget = Forget

account-phone = Phone number
phone-none = There is no phone number in your account.
phone-proved = is confirmed.
phone-unproved = is not confirmed yet.
phone-change = Use another number
phone-hint = We send a code there by SMS. Once you have entered it, the new number takes the place of the old one, and we tell the old one.
phone-remove = Remove this number

account-activity = Recent activity
activity-text = This is what happened to your account. If something here was not you, change your password and sign out everywhere else.
activity-none = Nothing has happened yet.
activity-older = Show older
activity-operator = by the operator of this service
activity-made = The account was made
activity-confirmed = The account was confirmed
activity-signed-in = Signed in
activity-failed = A sign-in failed
activity-signed-out = Signed out
activity-factor-added = A way to sign in was added
activity-factor-removed = A way to sign in was removed
activity-factors-reset = Everything but the password was removed from the ways to sign in
activity-email = The e-mail address was changed
activity-number = The phone number was changed or removed
activity-recovery = A code for a new password was asked for
activity-password = The password was changed
activity-code-used = A recovery code was used
activity-codes-made = New recovery codes were made
activity-codes-ended = The recovery codes were ended
activity-remembered = A browser was remembered
activity-forgotten = A browser was forgotten
activity-terms = The terms were agreed to
activity-updated = The account was changed
activity-access-given = An application was given access
activity-access-ended = Access was taken back from an application
activity-device-allowed = A device was let in
activity-device-denied = A device was not let in
activity-deletion = The deletion of the account was asked for
activity-kept = The account is kept after all

# Accounts elsewhere
account-identities = Connected accounts
identities-text = These accounts sign you in, too.
identities-none = No other account signs you in yet.
identity-add = Connect { $provider }
identity-remove = Disconnect
error-last-identity = Nothing else signs you in: choose a password or set up another way to sign in before you disconnect this account.
notice-not-connected = Nothing was connected: that account belongs to somebody else here, or the provider did not say who you are.
connects-text = There is already an account with this address. Sign in once to connect it with { $provider }.
connects-other = Use another account
