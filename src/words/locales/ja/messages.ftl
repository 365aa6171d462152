# What a form answers as a whole, and the pages where a way ends.

error-wrong-credentials = 名前またはパスワードが正しくありません。両方を確認して、もう一度お試しください。
error-wrong-code = 確認コードが正しくありません。入力内容を見直すか、新しいコードを送信してください。
error-wrong-totp = 確認コードが正しくないか、すでに使われています。次のコードが表示されるのを待って、入力してください。
error-wrong-recovery-code = リカバリーコードが正しくないか、すでに使われています。各コードは1回だけ使えます。
error-wrong-passkey = このパスキーは受け付けられませんでした。もう一度試すか、別の方法で続けてください。
error-expired-code = この確認コードは無効になりました。新しいコードを送信してください。
error-wrong-user-code = このコードは正しくないか、無効になっています。入力内容を見直すか、デバイスで最初からやり直してください。
error-too-many-seconds = { $seconds ->
   *[other] 試行回数が上限を超えました。{ $seconds }秒後にもう一度お試しください。
}
error-too-many-minutes = { $minutes ->
   *[other] 試行回数が上限を超えました。{ $minutes }分後にもう一度お試しください。
}
error-busy = ただいま多くの方がログインしています。数秒後にもう一度お試しください。
error-form-expired = このページは長い間開いたままになっていました。何も送信されていません。もう一度お試しください。
error-missing-field = すべての項目を入力して、もう一度お試しください。
error-not-allowed = この操作はここではできません。このサービスの運営者にお問い合わせください。

notice-confirmed = アカウントが確認されました。ログインできます。
notice-password-reset = パスワードが変更されました。新しいパスワードでログインしてください。
notice-signed-out = ログアウトしました。
notice-code-sent = 該当するアカウントがある場合は、新しい確認コードを送信しました。使えるのは最新のコードだけです。
notice-sign-in-expired = ログインに時間がかかりすぎました。最初からやり直してください。
notice-reset-required = パスワードが無効になっています。新しいパスワードを設定してください。
notice-address-restored = メールアドレスが元に戻り、すべてのセッションが終了しました。今お送りした確認コードを使って、新しいパスワードを設定してください。

stop-unknown-client = 登録されていないアプリです
stop-unknown-client-text = 移動元のアプリは登録されていないため、ログインできません。アプリの運営者にお知らせください。
stop-redirect-mismatch = アプリに戻れません
stop-redirect-mismatch-text = アプリが、登録されていないアドレスへの移動を求めました。安全のため、ここで中止します。アプリの運営者にお知らせください。
stop-bad-request = リクエストを理解できませんでした
stop-bad-request-text = 移動元のリンクまたはアプリから、不完全または壊れたデータが送信されました。アプリに戻って、最初からやり直してください。
stop-expired = この手順は期限切れです
stop-expired-text = 長い間開いたままになっていたか、すでに完了しています。最初からやり直してください。失われたものはありません。
stop-request-expired = このログインは期限切れです
stop-request-expired-text = 開始までに時間がかかりすぎたか、2回開始されました。アプリに戻って、最初からやり直してください。失われたものはありません。
stop-forbidden = このページは開けません
stop-forbidden-text = アクセスする権限がありません。権限が必要な場合は、このサービスの運営者にお問い合わせください。
stop-not-found = ページが見つかりません
stop-not-found-text = アドレスが間違っているか、古くなっている可能性があります。
stop-method = このアドレスは使い方が異なります
stop-method-text = この方法では使えません。戻って最初からやり直してください。
stop-too-large = データが大きすぎます
stop-too-large-text = 一度に受け付けられる量を超えるデータが送信されました。戻って、量を減らして送信してください。
stop-too-many-requests = しばらくお待ちください
stop-too-many-requests-text = お使いの接続から非常に多くのリクエストが届いています。しばらく待ってから、もう一度お試しください。
stop-busy = 少々お待ちください
stop-busy-text = ただいま混み合っています。数秒後にもう一度お試しください。
stop-internal = こちら側で問題が発生しました
stop-internal-text = お客様の操作が原因ではありません。もう一度お試しください。再び発生する場合は、下記のリクエスト番号をお知らせください。

stop-retry = もう一度試す
stop-home = トップページへ
stop-code = エラー
stop-request = リクエスト
stop-message = ヒント：
