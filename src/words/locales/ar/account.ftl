# A person's own account.

account-title = حسابي
account-of = حساب {"\u2068"}{ $username }{"\u2069"}.
account-proof-text = لتغيير أي شيء هنا، أكِّد هويتك مرة أخرى، ثم تعود إلى هذه الصفحة.
account-proof = تأكيد هويتي
account-save = حفظ
account-back = رجوع
account-profile = الملف الشخصي
account-email = عنوان البريد الإلكتروني
account-password = كلمة المرور
account-factors = طرق تسجيل الدخول
account-sessions = أماكن تسجيل الدخول
account-applications = التطبيقات
account-data = بياناتك
account-language-hint = لغة الرسائل التي نرسلها إليك.
account-no-language = بلا تحديد
account-present-password = كلمة المرور الحالية
account-password-text = تغيير كلمة المرور يسجّل خروجك من كل مكان ما عدا هنا.

email-none = لا يوجد عنوان بريد إلكتروني في حسابك.
email-proved = عنوان مؤكَّد.
email-unproved = عنوان لم يُؤكَّد بعد.
email-pending = أرسلنا رمزًا إلى {"\u2068"}{ $address }{"\u2069"}. يبقى كل شيء كما هو إلى أن تُدخل الرمز هنا.
email-change = استخدام عنوان آخر
email-hint = نرسل رمزًا إلى هذا العنوان. وبعد إدخاله يحلّ العنوان الجديد محل القديم، ونُبلغ العنوان القديم بذلك.

factors-text = يمكنك تسجيل الدخول بما تُعِدّه هنا، إضافةً إلى كلمة المرور.
factors-none = لم تُعِدّ شيئًا بعد.
factor-added = تاريخ الإضافة: {"\u2068"}{ $at }{"\u2069"}.
factor-used = آخر استخدام: {"\u2068"}{ $at }{"\u2069"}.
factor-name = الاسم
factor-rename = إعادة التسمية
factor-remove = إزالة
factor-prefer = الطريقة المطلوبة أولًا
factor-no-preference = أي طريقة متاحة
factor-add-totp = إضافة تطبيق مصادقة
factor-add-passkey = إضافة مفتاح مرور
passkey-add-text = يحتفظ جهازك بمفتاح المرور، ويفتحه ببصمة إصبعك أو بوجهك أو برقم PIN للجهاز.

sessions-text = هذه أماكن تسجيل دخولك. إذا كنت لا تعرف أحدها، فأنهِه وغيِّر كلمة المرور.
session-unknown = متصفح غير معروف
session-current = هذا المتصفح
session-begun = تاريخ تسجيل الدخول: {"\u2068"}{ $at }{"\u2069"}.
session-used = آخر استخدام: {"\u2068"}{ $at }{"\u2069"}.
session-address = من {"\u2068"}{ $address }{"\u2069"}.
session-end = إنهاء
session-end-others = تسجيل الخروج من كل مكان آخر

applications-text = لهذه التطبيقات إذن بالوصول إلى حسابك.
applications-none = ليس لأي تطبيق إذن بالوصول.
application-since = منذ {"\u2068"}{ $at }{"\u2069"}.
application-take-back = سحب إذن الوصول

download-title = تنزيل بياناتك
download-text = ملف فيه ملفك الشخصي وطرق تسجيل الدخول وجلساتك وتطبيقاتك وما حدث في حسابك، وليس فيه أي كلمة مرور ولا أي مفتاح.
download-submit = تنزيل
delete-title = حذف حسابك
delete-text = { $days ->
    [zero] يُحذف حسابك بعد { $days } يوم من طلبك. وحتى ذلك الحين يمكنك تسجيل الدخول والإبقاء عليه. وتفقد التطبيقات إذن الوصول فورًا.
    [one] يُحذف حسابك بعد يوم واحد من طلبك. وحتى ذلك الحين يمكنك تسجيل الدخول والإبقاء عليه. وتفقد التطبيقات إذن الوصول فورًا.
    [two] يُحذف حسابك بعد يومين من طلبك. وحتى ذلك الحين يمكنك تسجيل الدخول والإبقاء عليه. وتفقد التطبيقات إذن الوصول فورًا.
    [few] يُحذف حسابك بعد { $days } أيام من طلبك. وحتى ذلك الحين يمكنك تسجيل الدخول والإبقاء عليه. وتفقد التطبيقات إذن الوصول فورًا.
    [many] يُحذف حسابك بعد { $days } يومًا من طلبك. وحتى ذلك الحين يمكنك تسجيل الدخول والإبقاء عليه. وتفقد التطبيقات إذن الوصول فورًا.
   *[other] يُحذف حسابك بعد { $days } يوم من طلبك. وحتى ذلك الحين يمكنك تسجيل الدخول والإبقاء عليه. وتفقد التطبيقات إذن الوصول فورًا.
}
delete-submit = حذف حسابي
delete-planned = سيُحذف حسابك في {"\u2068"}{ $at }{"\u2069"}.
delete-keep = الإبقاء على حسابي

error-wrong-password = كلمة المرور الحالية غير صحيحة. تحقَّق منها وحاوِل مرة أخرى.
error-last-factor = تلزم هنا خطوة ثانية: أعِدّ خطوة أخرى قبل إزالة هذه.
error-number-in-use = تُرسَل رموز SMS إلى هذا الرقم عند تسجيل الدخول. أزِلها من «طرق تسجيل الدخول» قبل إزالة الرقم.
notice-saved = تم.

mail-change-subject = { $code } هو رمزك لدى { $pool }
mail-change-heading = تأكيد عنوانك الجديد
mail-change-text = يريد شخص ما، على الأرجح أنت، استخدام هذا العنوان لحساب لدى {"\u2068"}{ $pool }{"\u2069"}. أدخِل الرمز في صفحة الحساب.
mail-change-action = فتح الحساب
mail-change-ignore = إن لم تكن أنت، فلا يلزمك فعل أي شيء: لن يُستخدم هذا العنوان لأي غرض بدون الرمز.

mail-address-subject = تغيّر عنوان بريدك الإلكتروني لدى { $pool }
mail-address-text = أصبح لحسابك لدى {"\u2068"}{ $pool }{"\u2069"} عنوان بريد إلكتروني آخر. لن تصل الرسائل المتعلقة بحسابك إلى هنا بعد الآن.
mail-address-action = استعادة عنواني
mail-address-ignore = إن كنت أنت، فلا يلزمك فعل أي شيء. وإن لم تكن أنت، فاستعِد عنوانك خلال ثلاثة أيام: ينهي ذلك كل جلسات حسابك، ويمكنك بعدها اختيار كلمة مرور جديدة.

mail-restored-text = أُعيد عنوان البريد الإلكتروني لحسابك لدى {"\u2068"}{ $pool }{"\u2069"} إلى ما كان عليه، عبر الرابط الوارد في الرسالة التي أُرسلت إلى ذلك العنوان. انتهت كل جلسات حسابك.

mail-number-subject = تغيّر رقم هاتفك لدى { $pool }
mail-number-text = تم تغيير رقم الهاتف في حسابك لدى {"\u2068"}{ $pool }{"\u2069"} أو إزالته.

mail-deletion-subject = سيُحذف حسابك لدى { $pool }
mail-deletion-text = طلبت من {"\u2068"}{ $pool }{"\u2069"} حذف حسابك. سيتم ذلك في {"\u2068"}{ $at }{"\u2069"}. للإبقاء عليه، سجِّل الدخول قبل ذلك واضغط على «الإبقاء على حسابي» ضمن «بياناتك» في حسابك.

account-recovery-codes = رموز الاسترداد
account-browsers = المتصفحات المحفوظة
codes-text = إذا فقدت ما تسجّل به الدخول إلى جانب كلمة المرور، فيمكنك فتح حسابك برمز استرداد بدلًا منه. كل رمز صالح لمرة واحدة.
codes-left = { $left ->
    [zero] ليس لديك أي رمز.
    [one] بقي لديك رمز واحد.
    [two] بقي لديك رمزان.
    [few] بقيت لديك { $left } رموز.
    [many] بقي لديك { $left } رمزًا.
   *[other] بقي لديك { $left } رمز.
}
codes-renew = إنشاء رموز جديدة
codes-new = هذه رموزك الجديدة. لم تعد الرموز القديمة صالحة. لن تظهر إلا الآن: احفظها حيث تجدها.
browsers-text = في هذه المتصفحات تكفي كلمة المرور. أزِل منها ما لا تعرفه أو ما لم تعد تستخدمه.
browsers-none = لا توجد متصفحات محفوظة.
browser-until = محفوظ حتى {"\u2068"}{ $at }{"\u2069"}.
browser-forget = إزالة

account-phone = رقم الهاتف
phone-none = لا يوجد رقم هاتف في حسابك.
phone-proved = رقم مؤكَّد.
phone-unproved = رقم لم يُؤكَّد بعد.
phone-change = استخدام رقم آخر
phone-hint = نرسل رمزًا برسالة SMS إلى هذا الرقم. وبعد إدخاله يحلّ الرقم الجديد محل القديم، ونُبلغ الرقم القديم بذلك.
phone-remove = إزالة هذا الرقم

account-activity = النشاط الأخير
activity-text = هذا ما حدث في حسابك. إذا لم تكن أنت من فعل شيئًا منه، فغيِّر كلمة المرور وسجِّل الخروج من كل مكان آخر.
activity-none = لم يحدث شيء بعد.
activity-older = عرض الأقدم
activity-operator = من القائمين على هذه الخدمة
activity-made = إنشاء الحساب
activity-confirmed = تأكيد الحساب
activity-signed-in = تسجيل دخول
activity-failed = محاولة فاشلة لتسجيل الدخول
activity-signed-out = تسجيل خروج
activity-factor-added = إضافة طريقة لتسجيل الدخول
activity-factor-removed = إزالة طريقة لتسجيل الدخول
activity-factors-reset = إزالة كل طرق تسجيل الدخول ما عدا كلمة المرور
activity-email = تغيير عنوان البريد الإلكتروني
activity-number = تغيير رقم الهاتف أو إزالته
activity-recovery = طلب رمز لكلمة مرور جديدة
activity-password = تغيير كلمة المرور
activity-code-used = استخدام رمز استرداد
activity-codes-made = إنشاء رموز استرداد جديدة
activity-codes-ended = إلغاء رموز الاسترداد
activity-remembered = حفظ متصفح
activity-forgotten = إزالة متصفح محفوظ
activity-terms = الموافقة على الشروط
activity-updated = تغيير الحساب
activity-access-given = منح تطبيق إذن الوصول
activity-access-ended = سحب إذن الوصول من تطبيق
activity-device-allowed = السماح لجهاز بالدخول
activity-device-denied = رفض دخول جهاز
activity-deletion = طلب حذف الحساب
activity-kept = الإبقاء على الحساب

# Accounts elsewhere
account-identities = الحسابات المرتبطة
identities-text = يمكنك تسجيل الدخول بهذه الحسابات أيضًا.
identities-none = لا يوجد بعد حساب آخر تسجّل به الدخول.
identity-add = ربط {"\u2068"}{ $provider }{"\u2069"}
identity-remove = إلغاء الربط
error-last-identity = لا توجد طريقة أخرى لتسجيل دخولك: اختَر كلمة مرور أو أعِدّ طريقة أخرى لتسجيل الدخول قبل إلغاء ربط هذا الحساب.
notice-not-connected = لم يُربط أي حساب: ذلك الحساب يخصّ شخصًا آخر هنا، أو أن المزوّد لم يُخبرنا من أنت.
connects-text = يوجد حساب بهذا العنوان بالفعل. سجِّل الدخول مرة واحدة لربطه مع {"\u2068"}{ $provider }{"\u2069"}.
connects-other = استخدام حساب آخر
