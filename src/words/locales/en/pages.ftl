# The hosted pages, one block for each.

title-error = Error: { $title }
languages = Language
for-application = to continue to { $application }
sign-in-link = Sign in
back-to-sign-in = Back to sign in

login-title = Sign in
login-submit = Sign in
login-forgot = Forgot your password?
login-no-account = New here?
login-sign-up = Create an account

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

logout-title = Sign out?
logout-text = You will be signed out of { $pool } on this device.
logout-submit = Sign out
logout-cancel = Stay signed in

signed-out-title = You are signed out
signed-out-text = On a shared device, close the browser window as well.
signed-out-again = Sign in again

home-title = Welcome to { $pool }
home-text = This is where people sign in to the applications of { $pool }.
home-submit = Sign in
home-for-developers = For developers
home-discovery = OpenID Connect configuration
