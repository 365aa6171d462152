# The messages that are sent by SMS: one line each, short enough for one message.

sms-confirm = { $code }は{ $pool }のアカウントの確認コードです。
sms-reset = { $code }は{ $pool }のパスワード再設定用の確認コードです。誰にも教えないでください。
sms-code = { $code }は{ $pool }の確認コードです。誰にも教えないでください。
sms-exists = この番号は{ $pool }に登録済みです。そのアカウントでログインしてください。心当たりがなければ何もする必要はありません。
sms-account = { $pool }のアカウントに変更がありました。ログインして確認してください。
sms-invitation = { $pool }のアカウントがあります。ユーザー名：{ $username } 初回パスワード：{ $password }
