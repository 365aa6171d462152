# The hosted pages, one block for each.

title-error = خطأ: { $title }
languages = اللغة
for-application = للمتابعة إلى {"\u2068"}{ $application }{"\u2069"}
privacy-policy = سياسة الخصوصية
terms-of-service = شروط الخدمة
sign-in-link = تسجيل الدخول
back-to-sign-in = العودة إلى تسجيل الدخول
signed-in-as = سجَّلت الدخول باسم {"\u2068"}{ $username }{"\u2069"}.
other-account = استخدام حساب آخر
go-on = متابعة

login-title = تسجيل الدخول
login-submit = تسجيل الدخول
login-forgot = هل نسيت كلمة المرور؟
login-no-account = مستخدم جديد؟
login-sign-up = إنشاء حساب
provider-or = أو
provider-continue = المتابعة باستخدام {"\u2068"}{ $provider }{"\u2069"}

upstream-denied = لم يتم تسجيل دخولك بعد
upstream-denied-text = لم يُخبرنا {"\u2068"}{ $provider }{"\u2069"} من أنت: ربما ألغيت العملية هناك. حاوِل مرة أخرى أو سجِّل الدخول بطريقة أخرى.
upstream-failed = لا يعمل تسجيل الدخول باستخدام {"\u2068"}{ $provider }{"\u2069"} الآن
upstream-failed-text = ليس الخطأ منك. حاوِل مرة أخرى بعد قليل أو سجِّل الدخول بطريقة أخرى. وإذا تكرّر ذلك، فأبلِغنا برقم الطلب أدناه.
upstream-no-account = لا يوجد حساب لك هنا
upstream-no-account-text = لا يمكن لأحد الدخول هنا بما أخبرنا به {"\u2068"}{ $provider }{"\u2069"}. سجِّل الدخول بطريقة أخرى أو اسأل القائمين على هذه الخدمة.
upstream-full = لا يمكن ربط المزيد
upstream-full-text = الحساب الذي يحمل هذا العنوان مرتبط بالفعل بأكبر عدد ممكن من الحسابات الأخرى. سجِّل الدخول بطريقة أخرى وألغِ ربط أحدها في حسابك، وبعدها يمكنك ربطه مع {"\u2068"}{ $provider }{"\u2069"}.
upstream-over-text = استغرق وقتًا طويلًا، أو سبق إنجازه، أو بدأ في متصفح آخر. ابدأ من جديد: لم يضِع شيء.

signed-in-title = تم تسجيل دخولك
signed-in-text = سجَّلت الدخول باسم {"\u2068"}{ $username }{"\u2069"}. يمكنك إغلاق هذه الصفحة أو تسجيل الخروج على هذا الجهاز.
signed-in-submit = تسجيل الخروج

sign-up-title = إنشاء حساب
sign-up-submit = إنشاء الحساب
sign-up-have-account = هل لديك حساب بالفعل؟

confirm-title = تأكيد حسابك
confirm-sent-to = أرسلنا رمزًا إلى {"\u2068"}{ $destination }{"\u2069"}. أدخِله هنا لتأكيد حسابك.
confirm-sent = أدخِل الرمز الذي أرسلناه إليك لتأكيد حسابك.
confirm-submit = تأكيد
confirm-no-code = لم يصلك الرمز؟ ابحث في مجلد الرسائل غير المرغوب فيها، أو اطلب إرسال رمز آخر.
confirm-resend = إرسال رمز آخر

confirm-link-title = خطوة أخيرة
confirm-link-text = أكِّد أن الحساب {"\u2068"}{ $username }{"\u2069"} لك، فيصبح جاهزًا للاستخدام.
confirm-link-submit = تأكيد الحساب
confirm-link-spent = يصلح الرمز لمرة واحدة ولمدة محدودة. الرمز الأحدث وحده صالح.

undo-title = استعادة عنوانك
undo-text = اضغط على الزر ليعود عنوان البريد الإلكتروني الذي وصلته رسالتنا إلى حسابك. ستنتهي كل جلسات الحساب، وستُزال طرق تسجيل الدخول التي أضيفت عند تغيير العنوان أو بعده. وإذا كانت للحساب كلمة مرور فستنتهي هي أيضًا، وسنرسل إليك رمزًا لاختيار كلمة مرور جديدة.
undo-submit = استعادة عنواني
undo-spent = يصلح هذا الرابط لمرة واحدة ولمدة ثلاثة أيام. لم يعد صالحًا.

resend-title = إرسال رمز آخر
resend-text = أخبِرنا من أنت، فنرسل إليك رمزًا جديدًا لتأكيد حسابك.
resend-submit = إرسال الرمز
resend-have-code = لديّ رمز

forgot-title = هل نسيت كلمة المرور؟
forgot-text = أخبِرنا من أنت، فنرسل إليك رمزًا لاختيار كلمة مرور جديدة.
forgot-submit = إرسال الرمز
forgot-have-code = لديّ رمز

reset-title = اختيار كلمة مرور جديدة
reset-sent-to = أرسلنا رمزًا إلى {"\u2068"}{ $destination }{"\u2069"}.
reset-sent = إذا كنا نعرف هذا الحساب، فثمة رمز في طريقه إليه.
reset-unknown = أدخِل الرمز الذي أرسلناه إليك.
reset-submit = تغيير كلمة المرور
reset-no-code = لم يصلك الرمز؟ ابحث في مجلد الرسائل غير المرغوب فيها، أو اطلب إرسال رمز آخر.
reset-resend = إرسال رمز آخر

accounts-title = اختيار حساب
accounts-continue = المتابعة باسم {"\u2068"}{ $username }{"\u2069"}

consent-title = هل تسمح بالوصول؟
consent-text = يطلب {"\u2068"}{ $application }{"\u2069"} الوصول إلى حسابك لدى {"\u2068"}{ $pool }{"\u2069"}.
consent-unvetted = سُجِّل هذا التطبيق دون تدخّل أحد لدى {"\u2068"}{ $pool }{"\u2069"}، ولم يتحقّق منه أحد هناك. لا تسمح بالوصول إلا إذا كنت تعرف مصدره.
consent-document = يعرّف هذا التطبيق نفسه عبر {"\u2068"}{ $host }{"\u2069"}، ولم يتحقّق منه أحد لدى {"\u2068"}{ $pool }{"\u2069"}. لا تسمح بالوصول إلا إذا كنت تعرف {"\u2068"}{ $host }{"\u2069"} وتثق به.
consent-remembered = يتذكّر {"\u2068"}{ $pool }{"\u2069"} أنك سمحت بذلك، ويمكنك سحب موافقتك لاحقًا.
consent-destination = ثم تنتقل إلى {"\u2068"}{ $host }{"\u2069"}.
asks-scopes = إذا سمحت، يمكن للتطبيق
asks-claims = ويطّلع أيضًا على
asks-resources = يستخدم إذن الوصول هذا لدى
decision-allow = سماح
decision-deny = رفض

scope-openid = التعرّف عليك من خلال حسابك
scope-profile = الاطّلاع على ملفك الشخصي، مثل الاسم والصورة وتاريخ الميلاد
scope-email = الاطّلاع على عنوان بريدك الإلكتروني
scope-phone = الاطّلاع على رقم هاتفك
scope-address = الاطّلاع على عنوانك البريدي
scope-offline-access = الاحتفاظ بإذن الوصول هذا أثناء غيابك
scope-account = قراءة حسابك وتغييره
scope-other = استخدام {"\u2068"}{ $scope }{"\u2069"}

claim-sub = رقم حسابك
claim-email-verified = هل عنوان بريدك الإلكتروني مؤكَّد
claim-phone-verified = هل رقم هاتفك مؤكَّد
claim-updated-at = وقت آخر تغيير في ملفك الشخصي
claim-groups = مجموعاتك

device-title = ربط جهاز
device-text = أدخِل الرمز الذي يعرضه الجهاز.
device-submit = متابعة

device-confirm-title = هل هذا جهازك؟
device-confirm-text = يطلب {"\u2068"}{ $application }{"\u2069"} على جهازٍ ما الوصول إلى حسابك لدى {"\u2068"}{ $pool }{"\u2069"}.
device-confirm-compare = يجب أن يعرض جهازك هذا الرمز:
device-confirm-caution = لا تسمح بذلك إلا إذا كان الجهاز أمامك وكنت قد بدأت هذا بنفسك. وأي شخص آخر يرسل إليك رمزًا أو رابطًا يريد الدخول إلى حسابك.
device-allowed-title = تم ربط جهازك
device-allowed-text = عُد إلى جهازك، فهو يتابع تلقائيًا. يمكنك إغلاق هذه الصفحة.
device-denied-title = لم يُربط جهازك
device-denied-text = رفضت وصوله إلى حسابك. يمكنك إغلاق هذه الصفحة.

logout-title = هل تريد تسجيل الخروج؟
logout-asked = يطلب {"\u2068"}{ $application }{"\u2069"} تسجيل خروجك من {"\u2068"}{ $pool }{"\u2069"} على هذا الجهاز.
logout-text = سيتم تسجيل خروجك من {"\u2068"}{ $pool }{"\u2069"} على هذا الجهاز.
logout-submit = تسجيل الخروج
logout-cancel = البقاء مسجِّلًا للدخول

signing-out-title = جارٍ تسجيل خروجك
signing-out-text = لحظة واحدة: يجري إبلاغ التطبيقات التي استخدمتها، ثم تتم المتابعة.
signing-out-frame = تطبيق يسجّل خروجك

signed-out-title = تم تسجيل خروجك
signed-out-text = على جهاز مشترك، أغلِق نافذة المتصفح أيضًا.
signed-out-again = تسجيل الدخول مجددًا

form-post-title = لحظة واحدة
form-post-text = لا يشغّل متصفحك البرامج النصية. اضغط على الزر للانتقال إلى التطبيق.

home-title = مرحبًا بك في {"\u2068"}{ $pool }{"\u2069"}
home-text = من هنا يسجّل الناس الدخول إلى تطبيقات {"\u2068"}{ $pool }{"\u2069"}.
home-submit = تسجيل الدخول
home-for-developers = للمطوّرين
home-discovery = إعدادات OpenID Connect
