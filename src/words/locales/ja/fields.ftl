# The fields of the forms, and what can be wrong with them.

field-username = ユーザー名
field-email = メールアドレス
field-phone = 電話番号
field-username-or-email = ユーザー名またはメールアドレス
field-username-or-phone = ユーザー名または電話番号
field-any-identifier = ユーザー名、メールアドレス、または電話番号
field-password = パスワード
field-new-password = 新しいパスワード
field-code = 確認コード
field-user-code = デバイスに表示されたコード
field-address = 住所
field-birthdate = 生年月日
field-family-name = 姓
field-gender = 性別
field-given-name = 名
field-locale = 言語
field-middle-name = ミドルネーム
field-name = 氏名
field-nickname = ニックネーム
field-picture = ご自身の画像のURL
field-preferred-username = 希望するユーザー名
field-profile = プロフィールのURL
field-website = ウェブサイト
field-zoneinfo = タイムゾーン

optional = 任意
show = 表示
hide = 非表示
show-password = パスワードを表示
hide-password = パスワードを非表示

hint-user-code = WDJB‑MJHTのような英数字です。
hint-password = { $minimum ->
   *[other] { $minimum }文字以上にしてください。
}
hint-password-demands = 次の文字を含めてください：{ $demands }。
demand-lowercase = 英小文字
demand-uppercase = 英大文字
demand-digit = 数字
demand-symbol = 記号
list-comma = { "、" }

problem = 問題があります

fault-missing = { $field ->
    [username] ユーザー名を入力してください。
    [email] メールアドレスを入力してください。
    [phone_number] 電話番号を入力してください。
    [password] パスワードを入力してください。
    [new_password] 新しいパスワードを入力してください。
    [code] メッセージに記載された確認コードを入力してください。
    [given_name] 名を入力してください。
    [family_name] 姓を入力してください。
    [name] 氏名を入力してください。
    [birthdate] 生年月日を入力してください。
    [terms] 続けるには、規約に同意してください。
   *[other] この項目を入力してください。
}
fault-invalid = { $field ->
    [username] ユーザー名には文字、数字、記号を使い、空白は入れないでください。
    [email] name@example.comのようなメールアドレスを入力してください。
    [phone_number] +81312345678のように、国番号から電話番号を入力してください。
    [birthdate] 1990-12-31のように日付を入力してください。
    [code] メッセージに記載されたとおりに確認コードを入力してください。
   *[other] 形式が正しくありません。確認して、もう一度お試しください。
}
fault-taken = { $field ->
    [username] このユーザー名はすでに使われています。別のユーザー名を選んでください。
    [email] このメールアドレスはすでに使われています。ログインするか、別のメールアドレスを使ってください。
    [phone_number] この電話番号はすでに使われています。ログインするか、別の電話番号を使ってください。
   *[other] すでに使われています。別のものを選んでください。
}
fault-not-served = この番号にはメッセージを送信できません。この番号の国には対応していません。別の番号を入力してください。
fault-too-long = { $maximum ->
   *[other] 長すぎます。{ $maximum }文字以内にしてください。
}
fault-too-short = { $minimum ->
   *[other] 短すぎます。{ $minimum }文字以上にしてください。
}
fault-no-lowercase = パスワードに英小文字を1文字以上使ってください。
fault-no-uppercase = パスワードに英大文字を1文字以上使ってください。
fault-no-digit = パスワードに数字を1文字以上使ってください。
fault-no-symbol = パスワードに!や?などの記号を1文字以上使ってください。
fault-like-the-name = このパスワードは、ご自身の名前やアドレス、またはこのサービスの名前に似すぎています。それらと関係のないパスワードを選んでください。
fault-too-common = このパスワードは多くの人が使っており、真っ先に試されるものです。別のパスワードを選んでください。
fault-too-guessable = このパスワードは推測されやすいものです。関連のない単語をいくつか足すなどして、長くしてください。
fault-used-before = このパスワードは以前に使われています。新しいパスワードを選んでください。

strength = パスワードの長さ
strength-short = 短すぎます
strength-fair = 十分な長さです
strength-good = 良い長さです
