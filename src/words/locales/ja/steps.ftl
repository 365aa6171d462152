# The steps of a sign-in after the first.

step-not-you = 別の方ですか？
step-submit = 続ける
step-other-ways = または、別の方法で続ける：
way-password = パスワード
way-totp = 認証アプリ
way-email = メールの確認コード
way-sms = SMSの確認コード
way-passkey = パスキー

choose-title = 続ける方法の選択
choose-lead = 設定済みの方法から1つ選んでください。
enrol-title = アカウントの保護
enrol-lead = パスワードだけではログインできないように、ここでは2段階認証が必要です。設定する方法を1つ選んでください。
password-title = パスワードの入力
totp-title = 確認コードの入力
totp-lead = 認証アプリを開き、表示された6桁の数字を入力してください。
totp-enrol-title = 認証アプリの設定
totp-enrol-lead = 認証アプリには、30秒ごとに新しい確認コードが表示されます。ログインするときに、そのコードを入力します。
totp-enrol-install = スマートフォンで認証アプリを開くか、インストールしてください。
totp-enrol-scan = この画像をアプリでスキャンしてください。
totp-enrol-picture = 認証アプリ用のQRコード
totp-enrol-type = スキャンできない場合は、このキーをアプリに入力してください。
totp-enrol-code = アプリに表示された6桁の数字を入力してください。
totp-enrol-submit = 完了

code-lead-to = { $destination }に確認コードを送信しました。有効期間は10分です。
code-again = コードを再送信
code-other-way = 別の方法でログイン
email-title = メールの確認コードの入力
email-lead = この名前のアカウントがある場合は、登録されたメールアドレスに確認コードを送信しました。有効期間は10分です。
email-enrol-title = メールアドレスの確認
email-enrol-lead = 今後は、ログインするときにメールで届く確認コードを入力します。最初のコードを{ $destination }に送信しました。
email-missing = メールが届かない場合は、迷惑メールフォルダを確認してください。30秒後に再送信できます。
email-send = メールで確認コードを受け取る
sms-title = SMSの確認コードの入力
sms-lead = この名前のアカウントがある場合は、登録された電話番号に確認コードを送信しました。有効期間は10分です。
sms-enrol-title = 電話番号の確認
sms-enrol-lead = 今後は、ログインするときにSMSで届く確認コードを入力します。最初のコードを{ $destination }に送信しました。
sms-missing = SMSが届かない場合は、少しお待ちください。30秒後に再送信できます。
sms-send = SMSで確認コードを受け取る
link-title = ログイン
link-lead = { $username }としてログインを続けます。
link-submit = ログイン
link-elsewhere-title = 確認コード
link-elsewhere-lead = ログインを始めたページがまだコードを待っている場合は、そこにこのコードを入力してください。心当たりがない場合は、このページを閉じ、コードを誰にも教えないでください。
link-over = このリンクはすでに使われたか、無効になっています。ログインを始めたページで続けてください。
link-onward = コードのページに戻る

way-recovery-code = リカバリーコード
recovery-code-title = リカバリーコードの入力
recovery-code-lead = 保管しているコードを1つ入力してください。各コードは1回だけ使えます。
recovery-code-label = リカバリーコード
recovery-codes-title = リカバリーコードの保管
recovery-codes-lead = 2段階目の認証方法が使えなくなったときは、代わりにこのコードのどれか1つでアカウントにログインできます。各コードは1回だけ使えます。表示されるのは今回だけです。後で見つけられる場所に保管してください。
recovery-codes-download = テキストでダウンロード
recovery-codes-file = リカバリーコード
recovery-codes-copy = コピー
recovery-codes-copied = コピーしました
recovery-codes-kept = 保管しました
remember-title = このブラウザを記憶しますか？
remember-lead = { $days ->
   *[other] 今後{ $days }日間、ここではパスワードだけでログインできます。ほかの人が使わないデバイスでだけ「はい」を選んでください。
}
remember-yes = はい、記憶する
remember-no = いいえ

new-password-lead = このパスワードは今回のログインのためだけのものです。ご自身のパスワードを設定してください。
new-password-submit = 保存して続ける
details-title = 追加情報の入力
details-lead = アカウントに次の情報がまだ登録されていません。
terms-title = 規約への同意のお願い
terms-lead = { $pool }の規約にまだ同意していただいていません。お読みになってから、続けてください。
terms-agree = 規約を読み、同意します。
