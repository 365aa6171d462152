# The fields of the forms, and what can be wrong with them.

field-username = اسم المستخدم
field-email = عنوان البريد الإلكتروني
field-phone = رقم الهاتف
field-username-or-email = اسم المستخدم أو البريد الإلكتروني
field-username-or-phone = اسم المستخدم أو رقم الهاتف
field-any-identifier = اسم المستخدم أو البريد الإلكتروني أو رقم الهاتف
field-password = كلمة المرور
field-new-password = كلمة المرور الجديدة
field-code = الرمز
field-user-code = الرمز الظاهر على الجهاز
field-address = العنوان
field-birthdate = تاريخ الميلاد
field-family-name = اسم العائلة
field-gender = الجنس
field-given-name = الاسم الأول
field-locale = اللغة
field-middle-name = الاسم الأوسط
field-name = الاسم الكامل
field-nickname = الاسم المستعار
field-picture = رابط صورتك على الويب
field-preferred-username = اسم المستخدم المفضّل
field-profile = رابط ملفك الشخصي على الويب
field-website = موقع الويب
field-zoneinfo = المنطقة الزمنية

optional = اختياري
show = إظهار
hide = إخفاء
show-password = إظهار كلمة المرور
hide-password = إخفاء كلمة المرور

hint-user-code = حروف وأرقام، مثل WDJB‑MJHT.
hint-password = { $minimum ->
    [zero] { $minimum } حرف على الأقل.
    [one] حرف واحد على الأقل.
    [two] حرفان على الأقل.
    [few] { $minimum } أحرف على الأقل.
    [many] { $minimum } حرفًا على الأقل.
   *[other] { $minimum } حرف على الأقل.
}
hint-password-demands = ويجب أن تتضمّن: { $demands }.
demand-lowercase = حرفًا صغيرًا
demand-uppercase = حرفًا كبيرًا
demand-digit = رقمًا
demand-symbol = رمزًا خاصًا
list-comma = { "، " }

problem = حدثت مشكلة

fault-missing = { $field ->
    [username] أدخِل اسم مستخدم.
    [email] أدخِل عنوان بريدك الإلكتروني.
    [phone_number] أدخِل رقم هاتفك.
    [password] أدخِل كلمة مرور.
    [new_password] أدخِل كلمة مرور جديدة.
    [code] أدخِل الرمز الوارد في رسالتنا.
    [given_name] أدخِل اسمك الأول.
    [family_name] أدخِل اسم عائلتك.
    [name] أدخِل اسمك الكامل.
    [birthdate] أدخِل تاريخ ميلادك.
    [terms] وافِق على الشروط للمتابعة.
   *[other] املأ هذا الحقل.
}
fault-invalid = { $field ->
    [username] استخدِم في اسم المستخدم حروفًا وأرقامًا وعلامات ترقيم، بدون مسافات.
    [email] أدخِل عنوان بريد إلكتروني مثل name@example.com.
    [phone_number] أدخِل رقم هاتف مع رمز البلد، مثل {"\u2068"}+441632960123{"\u2069"}.
    [birthdate] أدخِل تاريخًا مثل {"\u2068"}1990-12-31{"\u2069"}.
    [code] أدخِل الرمز كما ورد في رسالتنا.
   *[other] الصيغة غير صحيحة. تحقَّق منها وحاوِل مرة أخرى.
}
fault-taken = { $field ->
    [username] اسم المستخدم هذا محجوز. اختَر اسمًا آخر.
    [email] عنوان البريد الإلكتروني هذا مستخدَم. سجِّل الدخول أو استخدِم عنوانًا آخر.
    [phone_number] رقم الهاتف هذا مستخدَم. سجِّل الدخول أو استخدِم رقمًا آخر.
   *[other] هذا محجوز. اختَر شيئًا آخر.
}
fault-not-served = لا يمكننا إرسال رسائل إلى هذا الرقم، فخدمتنا لا تشمل بلده. أدخِل رقمًا آخر.
fault-too-long = { $maximum ->
    [zero] هذا طويل جدًا. الحد الأقصى { $maximum } حرف.
    [one] هذا طويل جدًا. الحد الأقصى حرف واحد.
    [two] هذا طويل جدًا. الحد الأقصى حرفان.
    [few] هذا طويل جدًا. الحد الأقصى { $maximum } أحرف.
    [many] هذا طويل جدًا. الحد الأقصى { $maximum } حرفًا.
   *[other] هذا طويل جدًا. الحد الأقصى { $maximum } حرف.
}
fault-too-short = { $minimum ->
    [zero] هذا قصير جدًا. الحد الأدنى { $minimum } حرف.
    [one] هذا قصير جدًا. الحد الأدنى حرف واحد.
    [two] هذا قصير جدًا. الحد الأدنى حرفان.
    [few] هذا قصير جدًا. الحد الأدنى { $minimum } أحرف.
    [many] هذا قصير جدًا. الحد الأدنى { $minimum } حرفًا.
   *[other] هذا قصير جدًا. الحد الأدنى { $minimum } حرف.
}
fault-no-lowercase = استخدِم حرفًا صغيرًا واحدًا على الأقل في كلمة المرور.
fault-no-uppercase = استخدِم حرفًا كبيرًا واحدًا على الأقل في كلمة المرور.
fault-no-digit = استخدِم رقمًا واحدًا على الأقل في كلمة المرور.
fault-no-symbol = استخدِم رمزًا خاصًا واحدًا على الأقل في كلمة المرور، مثل ! أو ?.
fault-like-the-name = كلمة المرور هذه قريبة جدًا من اسمك أو عنوانك أو اسم هذه الخدمة. اختَر كلمة لا صلة لها بذلك.
fault-too-common = كلمة المرور هذه يستخدمها كثيرون وتُجرَّب قبل غيرها. اختَر كلمة أخرى.
fault-too-guessable = من السهل جدًا تخمين كلمة المرور هذه. اجعلها أطول، مثلًا بإضافة بضع كلمات لا علاقة بينها.
fault-used-before = سبق لك استخدام كلمة المرور هذه. اختَر كلمة جديدة.

strength = طول كلمة المرور
strength-short = قصيرة جدًا
strength-fair = طولها كافٍ
strength-good = طولها جيد
