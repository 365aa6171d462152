# The messages that are sent by SMS: one line each, short enough for one message.

sms-confirm = { $code } es su código para confirmar su cuenta en { $pool }.
sms-reset = { $code } sirve para elegir una contraseña nueva en { $pool }. No se lo dé a nadie.
sms-code = { $code } es su código para { $pool }. No se lo dé a nadie.
sms-exists = Este teléfono ya tiene una cuenta en { $pool }: entre con ella. ¿No ha sido usted? Entonces no tiene que hacer nada.
sms-account = Algo ha cambiado en su cuenta en { $pool }. Entre para ver de qué se trata.
sms-invitation = Tiene una cuenta en { $pool }. Nombre: { $username } Contraseña temporal: { $password }
