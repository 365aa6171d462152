# The messages that are sent by SMS: one line each, short enough for one message.

sms-confirm = { $code } هو رمزك لتأكيد حسابك لدى { $pool }.
sms-reset = { $code } رمزك لكلمة مرور جديدة لدى { $pool }. لا تعطه لأحد.
sms-code = { $code } هو رمزك لدى { $pool }. لا تعطه لأحد.
sms-exists = لهذا الرقم حساب لدى { $pool }: سجل الدخول به. إن لم تكن أنت، فتجاهل هذا.
sms-account = تغير شيء في حسابك لدى { $pool }. سجل الدخول لتعرفه.
sms-invitation = حسابك لدى { $pool }. الاسم: { $username } أول كلمة مرور: { $password }
