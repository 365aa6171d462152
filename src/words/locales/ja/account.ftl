# A person's own account.

account-title = マイアカウント
account-of = { $username }さんのアカウントです。
account-proof-text = ここで変更を行うには、もう一度ご本人であることを確認する必要があります。確認が済むと、このページに戻ります。
account-proof = 本人確認をする
account-save = 保存
account-back = 戻る
account-profile = プロフィール
account-email = メールアドレス
account-password = パスワード
account-factors = ログイン方法
account-sessions = ログイン中の場所
account-applications = アプリ
account-data = データ
account-language-hint = お送りするメッセージの言語です。
account-no-language = 指定しない
account-present-password = 現在のパスワード
account-password-text = パスワードを変更すると、ここ以外のすべての場所からログアウトします。

email-none = アカウントにメールアドレスが登録されていません。
email-proved = は確認済みです。
email-unproved = はまだ確認されていません。
email-pending = { $address }に確認コードを送信しました。ここに入力するまで、何も変わりません。
email-change = 別のアドレスを使う
email-hint = そのアドレスに確認コードを送信します。入力すると新しいアドレスに切り替わり、これまでのアドレスにもお知らせします。

factors-text = パスワードのほかに、ここで設定した方法でもログインできます。
factors-none = まだ何も設定されていません。
factor-added = 追加日時：{ $at }
factor-used = 最終使用：{ $at }
factor-name = 名前
factor-rename = 名前を変更
factor-remove = 削除
factor-prefer = 最初に使う方法
factor-no-preference = 指定しない
factor-add-totp = 認証アプリを追加
factor-add-passkey = パスキーを追加
passkey-add-text = パスキーはお使いのデバイスに保存され、指紋、顔、またはデバイスのPINで使えるようになります。

sessions-text = 現在ログインしている場所です。心当たりのないものがあれば、終了してパスワードを変更してください。
session-unknown = 不明なブラウザ
session-current = このブラウザ
session-begun = ログイン日時：{ $at }
session-used = 最終使用：{ $at }
session-address = 接続元：{ $address }
session-end = 終了
session-end-others = ほかのすべての場所からログアウト

applications-text = アカウントへのアクセスを許可しているアプリです。
applications-none = アクセスを許可しているアプリはありません。
application-since = 許可日時：{ $at }
application-take-back = アクセスを取り消す

download-title = データのダウンロード
download-text = プロフィール、ログイン方法、セッション、アプリ、アカウントの履歴をまとめたファイルです。パスワードや鍵は含まれません。
download-submit = ダウンロード
delete-title = アカウントの削除
delete-text = { $days ->
   *[other] アカウントは、お申し込みから{ $days }日後に削除されます。それまではログインして、削除を取りやめることができます。アプリからのアクセスは、すぐにできなくなります。
}
delete-submit = アカウントを削除
delete-planned = アカウントは{ $at }に削除されます。
delete-keep = アカウントを残す

error-wrong-password = 現在のパスワードが正しくありません。確認して、もう一度お試しください。
error-last-factor = ここでは2段階認証が必要です。これを削除する前に、別の方法を設定してください。
error-number-in-use = この番号は、ログイン時にSMSで確認コードを受け取るために使われています。番号を削除する前に、「ログイン方法」でSMSの確認コードを削除してください。
notice-saved = 完了しました。

mail-change-subject = { $code }は{ $pool }の確認コードです
mail-change-heading = 新しいアドレスの確認
mail-change-text = どなたか（おそらくご本人）が、{ $pool }のアカウントでこのアドレスを使おうとしています。アカウントのページで確認コードを入力してください。
mail-change-action = アカウントを開く
mail-change-ignore = 心当たりがない場合は、何もする必要はありません。確認コードが入力されないかぎり、このアドレスが使われることはありません。

mail-address-subject = { $pool }のメールアドレスが変更されました
mail-address-text = { $pool }のアカウントのメールアドレスが変更されました。今後、アカウントに関するメールはこのアドレスには届きません。
mail-address-action = アドレスを元に戻す
mail-address-ignore = ご本人による操作であれば、何もする必要はありません。心当たりがない場合は、3日以内にアドレスを元に戻してください。元に戻すとアカウントのすべてのセッションが終了し、その後、新しいパスワードを設定できます。

mail-restored-text = { $pool }のアカウントのメールアドレスが、以前のアドレスに送信されたメッセージのリンクから元に戻されました。アカウントのすべてのセッションが終了しました。

mail-number-subject = { $pool }の電話番号が変更されました
mail-number-text = { $pool }のアカウントの電話番号が変更または削除されました。

mail-deletion-subject = { $pool }のアカウントが削除されます
mail-deletion-text = { $pool }のアカウントの削除をお申し込みいただきました。アカウントは{ $at }に削除されます。残すには、それまでにログインし、アカウントの「データ」で「アカウントを残す」を押してください。

account-recovery-codes = リカバリーコード
account-browsers = 記憶したブラウザ
codes-text = パスワード以外のログイン方法が使えなくなったときは、代わりにリカバリーコードでアカウントにログインできます。各コードは1回だけ使えます。
codes-left = { $left ->
    [0] 残っているコードはありません。
   *[other] 残りは{ $left }個です。
}
codes-renew = 新しいコードを作成
codes-new = 新しいコードです。これまでのコードは使えなくなりました。表示されるのは今回だけです。後で見つけられる場所に保管してください。
browsers-text = これらのブラウザでは、パスワードだけでログインできます。心当たりのないものや、もう使わないものは削除してください。
browsers-none = 記憶しているブラウザはありません。
browser-until = 記憶の期限：{ $at }
browser-forget = 削除

account-phone = 電話番号
phone-none = アカウントに電話番号が登録されていません。
phone-proved = は確認済みです。
phone-unproved = はまだ確認されていません。
phone-change = 別の番号を使う
phone-hint = その番号にSMSで確認コードを送信します。入力すると新しい番号に切り替わり、これまでの番号にもお知らせします。
phone-remove = この番号を削除

account-activity = 最近の操作
activity-text = アカウントでこれまでに行われた操作です。心当たりのないものがあれば、パスワードを変更し、ほかのすべての場所からログアウトしてください。
activity-none = まだ何もありません。
activity-older = 以前の操作を表示
activity-operator = このサービスの運営者による操作
activity-made = アカウントの作成
activity-confirmed = アカウントの確認
activity-signed-in = ログイン
activity-failed = ログインの失敗
activity-signed-out = ログアウト
activity-factor-added = ログイン方法の追加
activity-factor-removed = ログイン方法の削除
activity-factors-reset = パスワード以外のログイン方法をすべて削除
activity-email = メールアドレスの変更
activity-number = 電話番号の変更または削除
activity-recovery = パスワード再設定用の確認コードの請求
activity-password = パスワードの変更
activity-code-used = リカバリーコードの使用
activity-codes-made = 新しいリカバリーコードの作成
activity-codes-ended = リカバリーコードの無効化
activity-remembered = ブラウザの記憶
activity-forgotten = 記憶したブラウザの削除
activity-terms = 規約への同意
activity-updated = アカウントの変更
activity-access-given = アプリへのアクセスの許可
activity-access-ended = アプリのアクセスの取り消し
activity-device-allowed = デバイスの接続の許可
activity-device-denied = デバイスの接続の拒否
activity-deletion = アカウントの削除の申し込み
activity-kept = アカウントの削除の取りやめ

# Accounts elsewhere
account-identities = 連携アカウント
identities-text = これらのアカウントでもログインできます。
identities-none = ログインに使える連携アカウントはまだありません。
identity-add = { $provider }と連携
identity-remove = 連携を解除
error-last-identity = ほかにログインする方法がありません。このアカウントの連携を解除する前に、パスワードを設定するか、別のログイン方法を設定してください。
notice-not-connected = 連携は行われませんでした。そのアカウントはすでにほかの方のものとして登録されているか、連携先からどなたであるかの情報を受け取れませんでした。
connects-text = このアドレスのアカウントはすでにあります。{ $provider }と連携するには、一度ログインしてください。
connects-other = 別のアカウントを使う
