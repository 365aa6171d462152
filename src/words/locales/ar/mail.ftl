# The messages that are sent by mail.

mail-greeting = مرحبًا {"\u2068"}{ $username }{"\u2069"}،
mail-code-line = رمزك هو { $code }.
mail-code-label = رمزك
mail-valid-minutes = { $minutes ->
    [zero] الرمز صالح لمدة { $minutes } دقيقة.
    [one] الرمز صالح لمدة دقيقة واحدة.
    [two] الرمز صالح لمدة دقيقتين.
    [few] الرمز صالح لمدة { $minutes } دقائق.
    [many] الرمز صالح لمدة { $minutes } دقيقة.
   *[other] الرمز صالح لمدة { $minutes } دقيقة.
}
mail-valid-hours = { $hours ->
    [zero] الرمز صالح لمدة { $hours } ساعة.
    [one] الرمز صالح لمدة ساعة واحدة.
    [two] الرمز صالح لمدة ساعتين.
    [few] الرمز صالح لمدة { $hours } ساعات.
    [many] الرمز صالح لمدة { $hours } ساعة.
   *[other] الرمز صالح لمدة { $hours } ساعة.
}
mail-or-link = أو افتح هذا العنوان:
mail-action-link = { $action }:
mail-footer = أُرسلت هذه الرسالة تلقائيًا من {"\u2068"}{ $pool }{"\u2069"}.

mail-confirm-subject = { $code } هو رمزك لدى { $pool }
mail-confirm-heading = تأكيد حسابك
mail-confirm-text = أنشأ شخص ما، على الأرجح أنت، حسابًا لدى {"\u2068"}{ $pool }{"\u2069"} بهذا العنوان. أدخِل الرمز في الصفحة المفتوحة لديك.
mail-confirm-action = تأكيد الحساب
mail-confirm-ignore = إن لم تكن أنت، فلا يلزمك فعل أي شيء: لا يمكن لأحد استخدام الحساب بدون الرمز.

mail-reset-subject = { $code } هو رمزك لكلمة مرور جديدة لدى { $pool }
mail-reset-heading = اختيار كلمة مرور جديدة
mail-reset-text = يريد شخص ما، على الأرجح أنت، كلمة مرور جديدة لحسابك لدى {"\u2068"}{ $pool }{"\u2069"}. أدخِل الرمز في الصفحة المفتوحة لديك.
mail-reset-action = اختيار كلمة مرور جديدة
mail-reset-ignore = إن لم تكن أنت، فلا يلزمك فعل أي شيء: تبقى كلمة المرور كما هي. لا تُعطِ الرمز لأحد.

mail-sign-in-subject = { $code } هو رمزك لتسجيل الدخول إلى { $pool }
mail-sign-in-heading = تسجيل الدخول
mail-sign-in-text = يسجّل شخص ما، على الأرجح أنت، الدخول إلى {"\u2068"}{ $pool }{"\u2069"}. أدخِل الرمز في الصفحة المفتوحة لديك، أو افتح الرابط في المتصفح نفسه.
mail-sign-in-action = تسجيل الدخول
mail-sign-in-ignore = إن لم تكن أنت، فلا يلزمك فعل أي شيء. لا تُعطِ الرمز لأحد: لن يطلبه منك أي شخص يعمل لدينا.

mail-exists-subject = لديك حساب لدى { $pool } بالفعل
mail-exists-heading = لديك حساب بالفعل
mail-exists-text = أراد شخص ما، على الأرجح أنت، إنشاء حساب لدى {"\u2068"}{ $pool }{"\u2069"} بهذا العنوان. يوجد حساب به بالفعل: سجِّل الدخول به. وإذا نسيت كلمة المرور، فيمكنك اختيار كلمة جديدة هناك.
mail-exists-action = تسجيل الدخول
mail-exists-ignore = إن لم تكن أنت، فلا يلزمك فعل أي شيء: لم يتغيّر شيء في حسابك.

mail-account-time = الوقت: {"\u2068"}{ $value }{"\u2069"}
mail-account-address = العنوان: {"\u2068"}{ $value }{"\u2069"}
mail-account-program = المتصفح: {"\u2068"}{ $value }{"\u2069"}
mail-account-action = اختيار كلمة مرور جديدة
mail-account-ignore = إن كنت أنت، فلا يلزمك فعل أي شيء. وإن لم تكن أنت، فاختَر كلمة مرور جديدة الآن: ينهي ذلك كل جلسات حسابك.

mail-signed-in-subject = تسجيل دخول جديد إلى { $pool }
mail-signed-in-text = سجَّل شخص ما، على الأرجح أنت، الدخول إلى حسابك لدى {"\u2068"}{ $pool }{"\u2069"} من مكان لم يُستخدم لذلك من قبل.

mail-factor-added-subject = طريقة جديدة لتسجيل الدخول إلى { $pool }
mail-factor-added-text = أُضيفت طريقة لتسجيل الدخول إلى حسابك لدى {"\u2068"}{ $pool }{"\u2069"}: {"\u2068"}{ $factor }{"\u2069"}.

mail-factor-removed-subject = أُزيلت طريقة لتسجيل الدخول إلى { $pool }
mail-factor-removed-text = أُزيلت طريقة لتسجيل الدخول من حسابك لدى {"\u2068"}{ $pool }{"\u2069"}: {"\u2068"}{ $factor }{"\u2069"}.

mail-linked-text = رُبط حسابك لدى {"\u2068"}{ $pool }{"\u2069"} بحساب لدى {"\u2068"}{ $provider }{"\u2069"}. ويمكنك من الآن تسجيل الدخول به أيضًا.

mail-unlinked-text = أُلغي ربط حساب لدى {"\u2068"}{ $provider }{"\u2069"} بحسابك لدى {"\u2068"}{ $pool }{"\u2069"}. ولم يعد بإمكانك تسجيل الدخول به.

mail-password-subject = تغيّرت كلمة مرورك لدى { $pool }
mail-password-text = تم تغيير كلمة مرور حسابك لدى {"\u2068"}{ $pool }{"\u2069"}.
mail-password-set-text = أعطى القائمون على {"\u2068"}{ $pool }{"\u2069"} حسابك كلمة مرور جديدة.

mail-recovery-subject = استُخدم رمز استرداد لدى { $pool }
mail-recovery-text = { $left ->
    [zero] استُخدم أحد رموز استرداد حسابك لدى {"\u2068"}{ $pool }{"\u2069"} لتسجيل الدخول. لم يبقَ أي رمز: أنشئ رموزًا جديدة في حسابك.
    [one] استُخدم أحد رموز استرداد حسابك لدى {"\u2068"}{ $pool }{"\u2069"} لتسجيل الدخول. بقي رمز واحد.
    [two] استُخدم أحد رموز استرداد حسابك لدى {"\u2068"}{ $pool }{"\u2069"} لتسجيل الدخول. بقي رمزان.
    [few] استُخدم أحد رموز استرداد حسابك لدى {"\u2068"}{ $pool }{"\u2069"} لتسجيل الدخول. بقيت { $left } رموز.
    [many] استُخدم أحد رموز استرداد حسابك لدى {"\u2068"}{ $pool }{"\u2069"} لتسجيل الدخول. بقي { $left } رمزًا.
   *[other] استُخدم أحد رموز استرداد حسابك لدى {"\u2068"}{ $pool }{"\u2069"} لتسجيل الدخول. بقي { $left } رمز.
}

mail-codes-subject = رموز استرداد جديدة لدى { $pool }
mail-codes-text = أُنشئت رموز استرداد جديدة لحسابك لدى {"\u2068"}{ $pool }{"\u2069"}. لم تعد الرموز القديمة صالحة.

mail-invitation-subject = كلمة مرورك المؤقتة
mail-invitation-heading = حساب لك
mail-invitation-text = لك حساب لدى {"\u2068"}{ $pool }{"\u2069"}. سجِّل الدخول بهذا الاسم وبكلمة المرور المؤقتة هذه، ثم اختَر كلمة مرور خاصة بك.
# The end of the line closes these two: whoever copies name or password would copy a closing sign.
mail-invitation-username = اسم المستخدم: {"\u2068"}{ $username }
mail-invitation-password = كلمة مرورك المؤقتة: {"\u2068"}{ $password }
mail-invitation-valid = { $days ->
    [zero] كلمة المرور صالحة لمدة { $days } يوم.
    [one] كلمة المرور صالحة لمدة يوم واحد.
    [two] كلمة المرور صالحة لمدة يومين.
    [few] كلمة المرور صالحة لمدة { $days } أيام.
    [many] كلمة المرور صالحة لمدة { $days } يومًا.
   *[other] كلمة المرور صالحة لمدة { $days } يوم.
}
mail-invitation-action = تسجيل الدخول
mail-invitation-ignore = هل انتهت صلاحية كلمة المرور؟ اختَر «هل نسيت كلمة المرور؟» في صفحة تسجيل الدخول، فيصلك رمز. لا تُعطِ كلمة المرور لأحد.

mail-factors-reset-subject = أُعيد ضبط طرق تسجيل دخولك إلى { $pool }
mail-factors-reset-text = أُزيل كل ما تسجّل به الدخول إلى {"\u2068"}{ $pool }{"\u2069"} ما عدا كلمة المرور. أعِدّه من جديد عند تسجيل الدخول المقبل.

mail-codes-ended-subject = أُلغيت رموز استردادك لدى { $pool }
mail-codes-ended-text = لم تعد رموز استرداد حسابك لدى {"\u2068"}{ $pool }{"\u2069"} صالحة. يمكنك إنشاء رموز جديدة في حسابك.
