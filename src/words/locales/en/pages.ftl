# The hosted pages, one block for each.

title-error = Error: { $title }
languages = Language
for-application = to continue to { $application }
privacy-policy = Privacy policy
terms-of-service = Terms of service
sign-in-link = Sign in
back-to-sign-in = Back to sign in
signed-in-as = You are signed in as { $username }.
other-account = Use another account
go-on = Continue

login-title = Sign in
login-submit = Sign in
login-forgot = Forgot your password?
login-no-account = New here?
login-sign-up = Create an account
provider-or = or
provider-continue = Continue with { $provider }

upstream-denied = You are not signed in yet
upstream-denied-text = { $provider } did not tell us who you are: you may have cancelled there. Try again, or sign in another way.
upstream-failed = Signing in with { $provider } does not work right now
upstream-failed-text = It is not your fault. Try again in a while, or sign in another way. If it happens once more, tell us the request number below.
upstream-no-account = There is no account for you here
upstream-no-account-text = Nobody gets in here with what { $provider } told us. Sign in another way, or ask the people who run this service.
upstream-full = Nothing more can be connected
upstream-full-text = The account with this address is connected with as many others as it can be. Sign in another way and disconnect one of them in your account; then { $provider } can take its place.
upstream-over-text = It took too long, was finished already, or was begun in another browser. Start again: nothing was lost.

signed-in-title = You are signed in
signed-in-text = You are signed in as { $username }. You can close this page, or sign out on this device.
signed-in-submit = Sign out

sign-up-title = Create an account
sign-up-submit = Create account
sign-up-have-account = Do you have an account already?

confirm-title = Confirm your account
confirm-sent-to = We have sent a code to { $destination }. Enter it here to confirm your account.
confirm-sent = Enter the code that we have sent you to confirm your account.
confirm-submit = Confirm
confirm-no-code = No code? Look in your spam folder, or have another one sent.
confirm-resend = Send another code

confirm-link-title = One last step
confirm-link-text = Confirm that the account { $username } is yours, and it is ready to use.
confirm-link-submit = Confirm account
confirm-link-spent = A code works once and for a limited time. Only the newest one counts.

undo-title = Put your address back
undo-text = Press the button, and the e-mail address to which our message went will belong to your account again. Every session of the account will end, and ways to sign in that were added when the address was changed, or since, will be removed. If the account has a password, that will end too, and we will send you a code to choose a new one with.
undo-submit = Put my address back
undo-spent = This link works once, and for three days. It is no longer valid.

resend-title = Send another code
resend-text = Tell us who you are, and we send you a new code to confirm your account with.
resend-submit = Send code
resend-have-code = I have a code

forgot-title = Forgot your password?
forgot-text = Tell us who you are, and we send you a code to choose a new password with.
forgot-submit = Send code
forgot-have-code = I have a code

reset-title = Choose a new password
reset-sent-to = We have sent a code to { $destination }.
reset-sent = If we know this account, a code is on its way to it.
reset-unknown = Enter the code that we have sent you.
reset-submit = Change password
reset-no-code = No code? Look in your spam folder, or have another one sent.
reset-resend = Send another code

accounts-title = Choose an account
accounts-continue = Continue as { $username }

consent-title = Allow access?
consent-text = { $application } asks for access to your account at { $pool }.
consent-unvetted = This application was registered without anybody at { $pool }, and nobody there has checked it. Allow access only if you know where it comes from.
consent-document = This application presents itself at { $host }, and nobody at { $pool } has checked it. Allow access only if you know and trust { $host }.
consent-remembered = { $pool } remembers that you allowed this, and you can take it back later.
consent-destination = You then go on to { $host }.
asks-scopes = If you allow it, it can
asks-claims = It also sees
asks-resources = It uses this access at
decision-allow = Allow
decision-deny = Deny

scope-openid = Recognise you by your account
scope-profile = See your profile, such as name, picture and date of birth
scope-email = See your e-mail address
scope-phone = See your phone number
scope-address = See your postal address
scope-offline-access = Keep this access while you are away
scope-account = Read and change your account
scope-other = Use { $scope }

claim-sub = Number of your account
claim-email-verified = Whether your e-mail address is confirmed
claim-phone-verified = Whether your phone number is confirmed
claim-updated-at = When your profile was last changed
claim-groups = Your groups

device-title = Connect a device
device-text = Enter the code that the device shows.
device-submit = Continue

device-confirm-title = Is this your device?
device-confirm-text = { $application } on a device asks for access to your account at { $pool }.
device-confirm-compare = Your device must show this code:
device-confirm-caution = Allow this only if you have the device before you and started this yourself. Whoever else sent you a code or a link wants to get into your account.
device-allowed-title = Your device is connected
device-allowed-text = Go back to it, it carries on by itself. You can close this page.
device-denied-title = Your device is not connected
device-denied-text = You denied it access to your account. You can close this page.

logout-title = Sign out?
logout-asked = { $application } asks to sign you out of { $pool } on this device.
logout-text = You will be signed out of { $pool } on this device.
logout-submit = Sign out
logout-cancel = Stay signed in

signing-out-title = Signing you out
signing-out-text = One moment: the applications that you used are being told. Then you go on.
signing-out-frame = An application signs you out

signed-out-title = You are signed out
signed-out-text = On a shared device, close the browser window as well.
signed-out-again = Sign in again

form-post-title = One moment
form-post-text = Your browser runs no scripts. Press the button to go on to the application.

home-title = Welcome to { $pool }
home-text = This is where people sign in to the applications of { $pool }.
home-submit = Sign in
home-for-developers = For developers
home-discovery = OpenID Connect configuration
