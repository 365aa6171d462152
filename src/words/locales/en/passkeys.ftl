# Passkeys.

passkey-sign-in = Sign in with a passkey
passkey-title = Use your passkey
passkey-lead = Confirm with the device that holds your passkey that it is you.
passkey-submit = Continue with the passkey
passkey-enrol-title = Set up a passkey
passkey-enrol-lead = With a passkey you confirm by fingerprint, face or device PIN that it is you. Nobody can guess it or steal it from us.
passkey-enrol-submit = Create a passkey
passkey-name = Name of the passkey
passkey-fault = Nothing came of it. Try once more, or go on in another way.
passkey-missing = Passkeys do not work in this browser, or scripts are switched off. Another way is needed here.
