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

code-lead-to = We have sent a code to { $destination }. It is valid for ten minutes.
code-again = Send another code
code-other-way = Sign in another way
email-title = Enter the code from your mail
email-lead = If an account has this name, a code is on its way to its e-mail address. It is valid for ten minutes.
email-enrol-title = Confirm your e-mail address
email-enrol-lead = From now on you will enter a code from a mail when you sign in. We have sent the first one to { $destination }.
email-missing = No mail? Look in your spam folder. After half a minute you can have another one sent.
email-send = Send me a code by e-mail
sms-title = Enter the code from your phone
sms-lead = If an account has this name, a code is on its way to its phone number. It is valid for ten minutes.
sms-enrol-title = Confirm your phone number
sms-enrol-lead = From now on you will enter a code from an SMS when you sign in. We have sent the first one to { $destination }.
sms-missing = No SMS? Wait a little. After half a minute you can have another one sent.
sms-send = Send me a code by SMS
link-title = Sign in
link-lead = Go on with signing in as { $username }.
link-submit = Sign in
link-elsewhere-title = Your code
link-elsewhere-lead = Enter this code where you have begun to sign in, if that page still waits for it. If it was not you, close this page and give the code to nobody.
link-over = This link was used, or is no longer valid. Go on where you have begun to sign in.
link-onward = Back to the page with the code

way-recovery-code = Recovery code
recovery-code-title = Enter a recovery code
recovery-code-lead = Enter one of the codes that you have kept. Each of them is good once.
recovery-code-label = Recovery code
recovery-codes-title = Keep your recovery codes
recovery-codes-lead = If you can no longer use your second step, one of these codes opens your account in its place. Each is good once. They are shown only now: keep them where you find them.
recovery-codes-download = Download as text
recovery-codes-file = recovery-codes
recovery-codes-copy = Copy
recovery-codes-copied = Copied
recovery-codes-kept = I have kept them
remember-title = Remember this browser?
remember-lead = { $days ->
    [one] Your password will be enough here for one day. Say yes only on a device that nobody else uses.
   *[other] Your password will be enough here for { $days } days. Say yes only on a device that nobody else uses.
}
remember-yes = Yes, remember it
remember-no = No

new-password-lead = Your password was meant for this sign-in alone. Choose one of your own.
new-password-submit = Save and continue
details-title = A few more details
details-lead = These are still missing in your account.
terms-title = Please agree to the terms
terms-lead = { $pool } has terms that you have not agreed to yet. Read them, then continue.
terms-agree = I have read the terms and agree to them.
