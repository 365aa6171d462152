# The messages that are sent by mail.

mail-greeting = Hola, { $username }:
mail-code-line = Su código es { $code }.
mail-code-label = Su código
mail-valid-minutes = { $minutes ->
    [one] Es válido durante { $minutes } minuto.
   *[other] Es válido durante { $minutes } minutos.
}
mail-valid-hours = { $hours ->
    [one] Es válido durante { $hours } hora.
   *[other] Es válido durante { $hours } horas.
}
mail-or-link = O abra esta dirección:
mail-action-link = { $action }:
mail-footer = Este mensaje lo ha enviado { $pool } automáticamente.

mail-confirm-subject = { $code } es su código para { $pool }
mail-confirm-heading = Confirme su cuenta
mail-confirm-text = Alguien, probablemente usted, ha creado una cuenta en { $pool } con esta dirección. Introduzca el código en la página que tiene abierta.
mail-confirm-action = Confirmar la cuenta
mail-confirm-ignore = ¿No ha sido usted? Entonces no tiene que hacer nada: sin el código, la cuenta no le sirve a nadie.

mail-reset-subject = { $code } es su código para una contraseña nueva en { $pool }
mail-reset-heading = Elija una contraseña nueva
mail-reset-text = Alguien, probablemente usted, quiere una contraseña nueva para su cuenta en { $pool }. Introduzca el código en la página que tiene abierta.
mail-reset-action = Elegir una contraseña nueva
mail-reset-ignore = ¿No ha sido usted? Entonces no tiene que hacer nada: su contraseña sigue siendo la misma. No le dé el código a nadie.

mail-sign-in-subject = { $code } es su código para iniciar sesión en { $pool }
mail-sign-in-heading = Iniciar sesión
mail-sign-in-text = Alguien, probablemente usted, está iniciando sesión en { $pool }. Introduzca el código en la página que tiene abierta, o abra el enlace en el mismo navegador.
mail-sign-in-action = Iniciar sesión
mail-sign-in-ignore = ¿No ha sido usted? Entonces no tiene que hacer nada. No le dé el código a nadie: nadie que trabaje para nosotros se lo pedirá.

mail-exists-subject = Ya tiene una cuenta en { $pool }
mail-exists-heading = Ya tiene una cuenta
mail-exists-text = Alguien, probablemente usted, ha intentado crear una cuenta en { $pool } con esta dirección. Ya existe una: inicie sesión con ella. Si ha olvidado la contraseña, allí puede elegir una nueva.
mail-exists-action = Iniciar sesión
mail-exists-ignore = ¿No ha sido usted? Entonces no tiene que hacer nada: su cuenta no ha cambiado.

mail-account-time = Fecha y hora: { $value }
mail-account-address = Dirección: { $value }
mail-account-program = Navegador: { $value }
mail-account-action = Elegir una contraseña nueva
mail-account-ignore = ¿Ha sido usted? Entonces no tiene que hacer nada. Si no, elija ahora una contraseña nueva: eso cierra todas las sesiones de su cuenta.

mail-signed-in-subject = Nuevo inicio de sesión en { $pool }
mail-signed-in-text = Alguien, probablemente usted, ha iniciado sesión en su cuenta en { $pool } desde un lugar que no se había usado antes para ella.

mail-factor-added-subject = Nuevo método de acceso en { $pool }
mail-factor-added-text = Se ha añadido un método de acceso a su cuenta en { $pool }: { $factor }.

mail-factor-removed-subject = Se ha eliminado un método de acceso en { $pool }
mail-factor-removed-text = Se ha eliminado un método de acceso de su cuenta en { $pool }: { $factor }.

mail-linked-text = Se ha conectado una cuenta de { $provider } a su cuenta en { $pool }. Desde ahora también sirve para iniciar sesión.

mail-unlinked-text = Se ha desconectado una cuenta de { $provider } de su cuenta en { $pool }. Ya no sirve para iniciar sesión.

mail-password-subject = Se ha cambiado su contraseña en { $pool }
mail-password-text = Se ha cambiado la contraseña de su cuenta en { $pool }.
mail-password-set-text = Quien gestiona { $pool } ha asignado una contraseña nueva a su cuenta.

mail-recovery-subject = Se ha usado un código de recuperación en { $pool }
mail-recovery-text = { $left ->
    [0] Se ha usado uno de los códigos de recuperación de su cuenta en { $pool } para iniciar sesión. No queda ninguno: obtenga códigos nuevos en su cuenta.
    [one] Se ha usado uno de los códigos de recuperación de su cuenta en { $pool } para iniciar sesión. Queda uno.
   *[other] Se ha usado uno de los códigos de recuperación de su cuenta en { $pool } para iniciar sesión. Quedan { $left }.
}

mail-codes-subject = Códigos de recuperación nuevos en { $pool }
mail-codes-text = Se han creado códigos de recuperación nuevos para su cuenta en { $pool }. Los anteriores ya no sirven.

mail-invitation-subject = Su contraseña temporal
mail-invitation-heading = Una cuenta para usted
mail-invitation-text = Hay una cuenta para usted en { $pool }. Inicie sesión con este nombre y esta contraseña temporal; después elegirá su propia contraseña.
mail-invitation-username = Su nombre de usuario es { $username }
mail-invitation-password = Su contraseña temporal es { $password }
mail-invitation-valid = { $days ->
    [one] La contraseña es válida durante { $days } día.
   *[other] La contraseña es válida durante { $days } días.
}
mail-invitation-action = Iniciar sesión
mail-invitation-ignore = ¿Ya no es válida la contraseña? Elija «¿Ha olvidado su contraseña?» en la página de inicio de sesión y recibirá un código. No le dé la contraseña a nadie.

mail-factors-reset-subject = Se han restablecido sus métodos de acceso en { $pool }
mail-factors-reset-text = Se ha eliminado todo lo que usa para iniciar sesión en { $pool } además de su contraseña. Configúrelo de nuevo cuando vuelva a iniciar sesión.

mail-codes-ended-subject = Se han anulado sus códigos de recuperación en { $pool }
mail-codes-ended-text = Los códigos de recuperación de su cuenta en { $pool } ya no sirven. Puede crear códigos nuevos en su cuenta.
