# What a form answers as a whole, and the pages where a way ends.

error-wrong-credentials = The name or the password is wrong. Check both and try again.
error-wrong-code = This code is wrong. Check it, or have another one sent.
error-wrong-totp = This code is wrong, or was used already. Wait for the next one and enter it.
error-wrong-recovery-code = This is none of your recovery codes, or it was used already. Each code is good once.
error-wrong-passkey = This passkey was not accepted. Try once more, or go on in another way.
error-expired-code = This code is no longer valid. Have another one sent.
error-wrong-user-code = This code is wrong or no longer valid. Check it, or start again on the device.
error-too-many-seconds = { $seconds ->
    [one] That was one attempt too many. Try again in { $seconds } second.
   *[other] That was one attempt too many. Try again in { $seconds } seconds.
}
error-too-many-minutes = { $minutes ->
    [one] That was one attempt too many. Try again in { $minutes } minute.
   *[other] That was one attempt too many. Try again in { $minutes } minutes.
}
error-busy = Many people are signing in right now. Try again in a few seconds.
error-form-expired = This page was open for too long. Nothing was sent. Try once more.
error-missing-field = Fill in all the fields, then try again.
error-not-allowed = This cannot be done here. Ask whoever runs this service.

notice-confirmed = Your account is confirmed. You can sign in now.
notice-password-reset = Your password is changed. Sign in with the new one.
notice-signed-out = You are signed out.
notice-code-sent = If we know this account, a new code is on its way. Only the newest one works.
notice-sign-in-expired = Signing in took too long. Begin again.
notice-reset-required = Your password is no longer valid. Choose a new one.
notice-address-restored = Your e-mail address is back, and every session has ended. Choose a new password with the code that we have just sent you.

stop-unknown-client = This application is not known here
stop-unknown-client-text = The application that sent you here is not registered with us, so you cannot sign in to it. Tell the people who run it.
stop-redirect-mismatch = We cannot send you back
stop-redirect-mismatch-text = The application asked us to send you to an address that it has not registered. To keep you safe we stop here. Tell the people who run it.
stop-bad-request = We did not understand this request
stop-bad-request-text = The link or the application that brought you here sent something incomplete or damaged. Go back to the application and start again.
stop-expired = This step has expired
stop-expired-text = It was open for too long, or it was done already. Start again: nothing was lost.
stop-request-expired = This sign-in has expired
stop-request-expired-text = It took too long to begin, or was begun twice. Go back to the application and start again: nothing was lost.
stop-forbidden = You cannot open this
stop-forbidden-text = What you asked for is not open to you. If you think it should be, ask the people who run this service.
stop-not-found = There is no such page
stop-not-found-text = The address may be mistyped or out of date.
stop-method = This address works differently
stop-method-text = It cannot be used in the way that was tried. Go back and start again.
stop-too-large = That was too much at once
stop-too-large-text = More was sent than we take in one go. Go back and send less.
stop-too-many-requests = Slow down, please
stop-too-many-requests-text = Very many requests came from where you are. Wait a moment, then try again.
stop-busy = One moment, please
stop-busy-text = Many people are here right now. Try again in a few seconds.
stop-internal = Something went wrong on our side
stop-internal-text = It is not your fault. Try again. If it happens once more, tell us the request number below.

stop-retry = Try again
stop-home = Go to the start page
stop-code = Error
stop-request = Request
stop-message = Hint:
