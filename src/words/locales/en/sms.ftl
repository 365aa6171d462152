# The messages that are sent by SMS: one line each, short enough for one message.

sms-confirm = { $code } is your code to confirm your account at { $pool }.
sms-reset = { $code } is your code for a new password at { $pool }. Give it to nobody.
sms-code = { $code } is your code for { $pool }. Give it to nobody.
sms-exists = This number has an account at { $pool } already: sign in with it. Was it not you? Then you need do nothing.
sms-account = Something has changed in your account at { $pool }. Sign in to see what.
sms-invitation = You have an account at { $pool }. Name: { $username } Password for the first time: { $password }
