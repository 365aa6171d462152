# The hosted pages, one block for each.

title-error = エラー：{ $title }
languages = 言語
for-application = { $application }に進みます
privacy-policy = プライバシーポリシー
terms-of-service = 利用規約
sign-in-link = ログイン
back-to-sign-in = ログインに戻る
signed-in-as = { $username }としてログインしています。
other-account = 別のアカウントを使う
go-on = 続ける

login-title = ログイン
login-submit = ログイン
login-forgot = パスワードを忘れた場合
login-no-account = 初めてご利用ですか？
login-sign-up = アカウントを作成
provider-or = または
provider-continue = { $provider }で続ける

upstream-denied = まだログインしていません
upstream-denied-text = { $provider }から、どなたであるかの情報を受け取れませんでした。{ $provider }の画面でキャンセルされた可能性があります。もう一度試すか、別の方法でログインしてください。
upstream-failed = 現在、{ $provider }でのログインを利用できません
upstream-failed-text = お客様の操作が原因ではありません。しばらくしてからもう一度試すか、別の方法でログインしてください。再び発生する場合は、下記のリクエスト番号をお知らせください。
upstream-no-account = ご利用いただけるアカウントがありません
upstream-no-account-text = { $provider }から受け取った情報では、ここにログインできません。別の方法でログインするか、このサービスの運営者にお問い合わせください。
upstream-full = これ以上は連携できません
upstream-full-text = このアドレスのアカウントは、すでに上限までほかのアカウントと連携されています。別の方法でログインし、アカウントの画面でいずれかの連携を解除すると、{ $provider }と連携できます。
upstream-over-text = 時間がかかりすぎたか、すでに完了しているか、別のブラウザで開始されています。最初からやり直してください。失われたものはありません。

signed-in-title = ログインしています
signed-in-text = { $username }としてログインしています。このページを閉じるか、このデバイスでログアウトできます。
signed-in-submit = ログアウト

sign-up-title = アカウントの作成
sign-up-submit = アカウントを作成
sign-up-have-account = アカウントをお持ちですか？

confirm-title = アカウントの確認
confirm-sent-to = { $destination }に確認コードを送信しました。ここに入力して、アカウントを確認してください。
confirm-sent = 送信された確認コードを入力して、アカウントを確認してください。
confirm-submit = 確認
confirm-no-code = 確認コードが届かない場合は、迷惑メールフォルダを確認するか、もう一度送信してください。
confirm-resend = コードを再送信

confirm-link-title = あと1ステップです
confirm-link-text = アカウント{ $username }がご自身のものであることを確認すると、使えるようになります。
confirm-link-submit = アカウントを確認
confirm-link-spent = 確認コードは、限られた時間内に1回だけ使えます。有効なのは最新のコードだけです。

undo-title = アドレスを元に戻す
undo-text = ボタンを押すと、メッセージが届いたメールアドレスが、再びアカウントのメールアドレスになります。アカウントのすべてのセッションが終了し、アドレスの変更時またはそれ以降に追加されたログイン方法は削除されます。アカウントにパスワードがある場合は、それも無効になり、新しいパスワードを設定するための確認コードをお送りします。
undo-submit = アドレスを元に戻す
undo-spent = このリンクは3日以内に1回だけ使えます。すでに無効になっています。

resend-title = コードの再送信
resend-text = アカウントの情報を入力すると、アカウントを確認するための新しい確認コードをお送りします。
resend-submit = コードを送信
resend-have-code = コードをお持ちの方

forgot-title = パスワードを忘れた場合
forgot-text = アカウントの情報を入力すると、新しいパスワードを設定するための確認コードをお送りします。
forgot-submit = コードを送信
forgot-have-code = コードをお持ちの方

reset-title = 新しいパスワードの設定
reset-sent-to = { $destination }に確認コードを送信しました。
reset-sent = 該当するアカウントがある場合は、確認コードを送信しました。
reset-unknown = 送信された確認コードを入力してください。
reset-submit = パスワードを変更
reset-no-code = 確認コードが届かない場合は、迷惑メールフォルダを確認するか、もう一度送信してください。
reset-resend = コードを再送信

accounts-title = アカウントの選択
accounts-continue = { $username }として続ける

consent-title = アクセスを許可しますか？
consent-text = { $application }が、{ $pool }のアカウントへのアクセスを求めています。
consent-unvetted = このアプリは{ $pool }が関与せずに登録されたもので、{ $pool }では確認していません。提供元がわかる場合にだけ、アクセスを許可してください。
consent-document = このアプリの情報は{ $host }で公開されているもので、{ $pool }では確認していません。{ $host }を知っていて信頼できる場合にだけ、アクセスを許可してください。
consent-remembered = { $pool }はこの許可を記憶します。許可は後で取り消せます。
consent-destination = この後、{ $host }に移動します。
asks-scopes = 許可すると、アプリは次のことができます
asks-claims = アプリには次の情報も伝わります
asks-resources = このアクセスの利用先
decision-allow = 許可
decision-deny = 拒否

scope-openid = アカウントで利用者を識別する
scope-profile = 氏名、画像、生年月日などのプロフィールを見る
scope-email = メールアドレスを見る
scope-phone = 電話番号を見る
scope-address = 住所を見る
scope-offline-access = 利用していない間もこのアクセスを続ける
scope-account = アカウントの情報を読み取り、変更する
scope-other = { $scope }を使う

claim-sub = アカウントの番号
claim-email-verified = メールアドレスが確認済みかどうか
claim-phone-verified = 電話番号が確認済みかどうか
claim-updated-at = プロフィールの最終更新日時
claim-groups = 所属するグループ

device-title = デバイスの接続
device-text = デバイスに表示されたコードを入力してください。
device-submit = 続ける

device-confirm-title = ご自身のデバイスですか？
device-confirm-text = デバイス上の{ $application }が、{ $pool }のアカウントへのアクセスを求めています。
device-confirm-compare = デバイスに次のコードが表示されている必要があります：
device-confirm-caution = デバイスが目の前にあり、ご自身で操作を始めた場合にだけ許可してください。ほかの人からコードやリンクが送られてきた場合、その人はアカウントに侵入しようとしています。
device-allowed-title = デバイスが接続されました
device-allowed-text = デバイスに戻ってください。処理は自動的に続きます。このページは閉じてもかまいません。
device-denied-title = デバイスは接続されませんでした
device-denied-text = アカウントへのアクセスを拒否しました。このページは閉じてもかまいません。

logout-title = ログアウトしますか？
logout-asked = { $application }が、このデバイスで{ $pool }からのログアウトを求めています。
logout-text = このデバイスで{ $pool }からログアウトします。
logout-submit = ログアウト
logout-cancel = ログインしたままにする

signing-out-title = ログアウトしています
signing-out-text = 少々お待ちください。ご利用のアプリに通知しています。終わると次に進みます。
signing-out-frame = アプリからのログアウト

signed-out-title = ログアウトしました
signed-out-text = 共用のデバイスでは、ブラウザのウィンドウも閉じてください。
signed-out-again = もう一度ログイン

form-post-title = 少々お待ちください
form-post-text = お使いのブラウザではスクリプトが実行されません。ボタンを押してアプリに進んでください。

home-title = { $pool }へようこそ
home-text = { $pool }のアプリにログインするためのページです。
home-submit = ログイン
home-for-developers = 開発者向け
home-discovery = OpenID Connectの設定情報
