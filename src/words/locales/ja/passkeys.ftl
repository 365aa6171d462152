# Passkeys.

passkey-sign-in = パスキーでログイン
passkey-title = パスキーの使用
passkey-lead = パスキーを保存したデバイスで、ご本人であることを確認してください。
passkey-submit = パスキーで続ける
passkey-enrol-title = パスキーの設定
passkey-enrol-lead = パスキーを使うと、指紋、顔、またはデバイスのPINでご本人であることを確認できます。推測されることも、当方から盗まれることもありません。
passkey-enrol-submit = パスキーを作成
passkey-name = パスキーの名前
passkey-fault = うまくいきませんでした。もう一度試すか、別の方法で続けてください。
passkey-missing = このブラウザではパスキーを使えないか、スクリプトがオフになっています。別の方法が必要です。
