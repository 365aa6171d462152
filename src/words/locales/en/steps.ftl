# The steps of a sign-in after the first.

step-not-you = Not you?
step-submit = Continue
step-other-ways = Or go on with something else:
way-password = Password
way-totp = Authenticator app
way-email = Code by e-mail
way-sms = Code by SMS
way-passkey = Passkey

choose-title = How do you want to go on?
choose-lead = Choose one of the ways that you have set up.
enrol-title = Protect your account
enrol-lead = A second step is needed here, so that your password alone opens nothing. Choose one to set up.
password-title = Enter your password
totp-title = Enter the code
totp-lead = Open your authenticator app and enter the six digits that it shows.
totp-enrol-title = Set up an authenticator app
totp-enrol-lead = The app shows a new code every thirty seconds. You will enter one when you sign in.
totp-enrol-install = Open an authenticator app on your phone, or install one.
totp-enrol-scan = Scan this picture with the app.
totp-enrol-picture = QR code for the authenticator app
totp-enrol-type = You cannot scan it? Type this key into the app.
totp-enrol-code = Enter the six digits that the app shows.
totp-enrol-submit = Finish
