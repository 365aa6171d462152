# The messages that are sent by mail.

mail-greeting = { $username }様
mail-code-line = 確認コードは{ $code }です。
mail-code-label = 確認コード
mail-valid-minutes = { $minutes ->
   *[other] 有効期間は{ $minutes }分です。
}
mail-valid-hours = { $hours ->
   *[other] 有効期間は{ $hours }時間です。
}
mail-or-link = または、次のアドレスを開いてください：
mail-action-link = { $action }：
mail-footer = このメールは{ $pool }から自動的に送信されました。

mail-confirm-subject = { $code }は{ $pool }の確認コードです
mail-confirm-heading = アカウントの確認
mail-confirm-text = どなたか（おそらくご本人）が、このアドレスで{ $pool }のアカウントを作成しました。開いているページで確認コードを入力してください。
mail-confirm-action = アカウントを確認
mail-confirm-ignore = 心当たりがない場合は、何もする必要はありません。確認コードがなければ、誰もこのアカウントを使えません。

mail-reset-subject = { $code }は{ $pool }のパスワード再設定用の確認コードです
mail-reset-heading = 新しいパスワードの設定
mail-reset-text = どなたか（おそらくご本人）が、{ $pool }のアカウントのパスワードを再設定しようとしています。開いているページで確認コードを入力してください。
mail-reset-action = 新しいパスワードを設定
mail-reset-ignore = 心当たりがない場合は、何もする必要はありません。パスワードは変わりません。確認コードは誰にも教えないでください。

mail-sign-in-subject = { $code }は{ $pool }のログイン用の確認コードです
mail-sign-in-heading = ログイン
mail-sign-in-text = どなたか（おそらくご本人）が、{ $pool }にログインしようとしています。開いているページで確認コードを入力するか、同じブラウザでリンクを開いてください。
mail-sign-in-action = ログイン
mail-sign-in-ignore = 心当たりがない場合は、何もする必要はありません。確認コードは誰にも教えないでください。当方の担当者が確認コードをお尋ねすることはありません。

mail-exists-subject = { $pool }のアカウントはすでにあります
mail-exists-heading = アカウントはすでにあります
mail-exists-text = どなたか（おそらくご本人）が、このアドレスで{ $pool }のアカウントを作成しようとしました。アカウントはすでにありますので、そのアカウントでログインしてください。パスワードを忘れた場合は、そこで新しいパスワードを設定できます。
mail-exists-action = ログイン
mail-exists-ignore = 心当たりがない場合は、何もする必要はありません。アカウントに変更はありません。

mail-account-time = 日時：{ $value }
mail-account-address = 接続元：{ $value }
mail-account-program = ブラウザ：{ $value }
mail-account-action = 新しいパスワードを設定
mail-account-ignore = ご本人による操作であれば、何もする必要はありません。心当たりがない場合は、今すぐ新しいパスワードを設定してください。設定すると、アカウントのすべてのセッションが終了します。

mail-signed-in-subject = { $pool }への新しいログイン
mail-signed-in-text = どなたか（おそらくご本人）が、これまで使われていなかった場所から{ $pool }のアカウントにログインしました。

mail-factor-added-subject = { $pool }に新しいログイン方法が追加されました
mail-factor-added-text = { $pool }のアカウントに、ログイン方法「{ $factor }」が追加されました。

mail-factor-removed-subject = { $pool }のログイン方法が削除されました
mail-factor-removed-text = { $pool }のアカウントから、ログイン方法「{ $factor }」が削除されました。

mail-linked-text = { $pool }のアカウントに、{ $provider }のアカウントが連携されました。今後はこのアカウントでもログインできます。

mail-unlinked-text = { $pool }のアカウントと{ $provider }のアカウントの連携が解除されました。今後、そのアカウントではログインできません。

mail-password-subject = { $pool }のパスワードが変更されました
mail-password-text = { $pool }のアカウントのパスワードが変更されました。
mail-password-set-text = { $pool }の運営者が、アカウントに新しいパスワードを設定しました。

mail-recovery-subject = { $pool }でリカバリーコードが使用されました
mail-recovery-text = { $left ->
    [0] { $pool }のアカウントのリカバリーコードがログインに使用されました。残っているコードはありません。アカウントで新しいコードを作成してください。
   *[other] { $pool }のアカウントのリカバリーコードがログインに使用されました。残りは{ $left }個です。
}

mail-codes-subject = { $pool }の新しいリカバリーコード
mail-codes-text = { $pool }のアカウントの新しいリカバリーコードが作成されました。これまでのコードは使えなくなりました。

mail-invitation-subject = 仮パスワードのお知らせ
mail-invitation-heading = アカウントのご案内
mail-invitation-text = { $pool }にお客様のアカウントがあります。このユーザー名と仮パスワードでログインし、続けてご自身のパスワードを設定してください。
mail-invitation-username = ユーザー名：{ $username }
mail-invitation-password = 仮パスワード：{ $password }
mail-invitation-valid = { $days ->
   *[other] 仮パスワードの有効期間は{ $days }日です。
}
mail-invitation-action = ログイン
mail-invitation-ignore = 仮パスワードの期限が切れている場合は、ログインページで「パスワードを忘れた場合」を選ぶと、確認コードが届きます。仮パスワードは誰にも教えないでください。

mail-factors-reset-subject = { $pool }のログイン方法がリセットされました
mail-factors-reset-text = { $pool }のアカウントから、パスワード以外のログイン方法がすべて削除されました。次回ログインするときに、もう一度設定してください。

mail-codes-ended-subject = { $pool }のリカバリーコードが無効になりました
mail-codes-ended-text = { $pool }のアカウントのリカバリーコードは使えなくなりました。新しいコードは、アカウントで作成できます。
