# What a form answers as a whole, and the pages where a way ends.

error-wrong-credentials = El nombre o la contraseña no son correctos. Compruébelos e inténtelo de nuevo.
error-wrong-code = Este código no es correcto. Compruébelo o pida que le enviemos otro.
error-wrong-totp = Este código no es correcto o ya se ha usado. Espere al siguiente e introdúzcalo.
error-wrong-recovery-code = Este no es ninguno de sus códigos de recuperación, o ya se ha usado. Cada código sirve una sola vez.
error-wrong-passkey = No se ha aceptado esta llave de acceso. Inténtelo de nuevo o continúe de otra manera.
error-expired-code = Este código ya no es válido. Pida que le enviemos otro.
error-wrong-user-code = Este código no es correcto o ya no es válido. Compruébelo o empiece de nuevo en el dispositivo.
error-too-many-seconds = { $seconds ->
    [one] Ha habido un intento de más. Inténtelo de nuevo dentro de { $seconds } segundo.
   *[other] Ha habido un intento de más. Inténtelo de nuevo dentro de { $seconds } segundos.
}
error-too-many-minutes = { $minutes ->
    [one] Ha habido un intento de más. Inténtelo de nuevo dentro de { $minutes } minuto.
   *[other] Ha habido un intento de más. Inténtelo de nuevo dentro de { $minutes } minutos.
}
error-busy = Muchas personas están iniciando sesión en este momento. Inténtelo de nuevo dentro de unos segundos.
error-form-expired = Esta página ha estado abierta demasiado tiempo. No se ha enviado nada. Inténtelo de nuevo.
error-missing-field = Rellene todos los campos e inténtelo de nuevo.
error-not-allowed = Esto no se puede hacer aquí. Consulte a quien gestiona este servicio.

notice-confirmed = Su cuenta está confirmada. Ya puede iniciar sesión.
notice-password-reset = Su contraseña se ha cambiado. Inicie sesión con la nueva.
notice-signed-out = Se ha cerrado la sesión.
notice-code-sent = Si conocemos esta cuenta, hay un código nuevo en camino. Solo sirve el más reciente.
notice-sign-in-expired = El inicio de sesión ha tardado demasiado. Empiece de nuevo.
notice-reset-required = Su contraseña ya no es válida. Elija una nueva.
notice-address-restored = Su dirección de correo electrónico se ha restablecido y todas las sesiones se han cerrado. Elija una contraseña nueva con el código que acabamos de enviarle.

stop-unknown-client = Aquí no se conoce esta aplicación
stop-unknown-client-text = La aplicación que le ha enviado aquí no está registrada con nosotros, así que no puede iniciar sesión en ella. Avise a quien la gestiona.
stop-redirect-mismatch = No podemos enviarle de vuelta
stop-redirect-mismatch-text = La aplicación nos ha pedido que le enviemos a una dirección que no ha registrado. Por su seguridad, nos detenemos aquí. Avise a quien la gestiona.
stop-bad-request = No hemos entendido esta solicitud
stop-bad-request-text = El enlace o la aplicación que le ha traído aquí ha enviado algo incompleto o dañado. Vuelva a la aplicación y empiece de nuevo.
stop-expired = Este paso ha caducado
stop-expired-text = Ha estado abierto demasiado tiempo o ya se había completado. Empiece de nuevo: no se ha perdido nada.
stop-request-expired = Este inicio de sesión ha caducado
stop-request-expired-text = Ha tardado demasiado en empezar o se ha empezado dos veces. Vuelva a la aplicación y empiece de nuevo: no se ha perdido nada.
stop-forbidden = No puede abrir esta página
stop-forbidden-text = No tiene acceso a lo que ha solicitado. Si cree que debería tenerlo, consulte a quien gestiona este servicio.
stop-not-found = Esta página no existe
stop-not-found-text = Puede que la dirección esté mal escrita o sea antigua.
stop-method = Esta dirección funciona de otra manera
stop-method-text = No se puede usar de la manera en que se ha intentado. Vuelva atrás y empiece de nuevo.
stop-too-large = Es demasiado para una sola vez
stop-too-large-text = Se ha enviado más de lo que aceptamos de una vez. Vuelva atrás y envíe menos.
stop-too-many-requests = Más despacio, por favor
stop-too-many-requests-text = Han llegado muchísimas solicitudes desde donde usted está. Espere un momento e inténtelo de nuevo.
stop-busy = Un momento, por favor
stop-busy-text = Hay muchas personas aquí en este momento. Inténtelo de nuevo dentro de unos segundos.
stop-internal = Algo ha fallado por nuestra parte
stop-internal-text = No es culpa suya. Inténtelo de nuevo. Si vuelve a ocurrir, indíquenos el número de solicitud que aparece abajo.

stop-retry = Intentar de nuevo
stop-home = Ir a la página de inicio
stop-code = Error
stop-request = Solicitud
stop-message = Indicación:
