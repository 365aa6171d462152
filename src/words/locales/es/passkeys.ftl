# Passkeys.

passkey-sign-in = Iniciar sesión con una llave de acceso
passkey-title = Use su llave de acceso
passkey-lead = Confirme su identidad con el dispositivo que guarda su llave de acceso.
passkey-submit = Continuar con la llave de acceso
passkey-enrol-title = Configurar una llave de acceso
passkey-enrol-lead = Con una llave de acceso confirma su identidad mediante la huella digital, el rostro o el PIN del dispositivo. Nadie puede adivinarla ni robárnosla.
passkey-enrol-submit = Crear una llave de acceso
passkey-name = Nombre de la llave de acceso
passkey-fault = No ha funcionado. Inténtelo de nuevo o continúe de otra manera.
passkey-missing = Las llaves de acceso no funcionan en este navegador o los scripts están desactivados. Aquí se necesita otro método.
