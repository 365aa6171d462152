# The steps of a sign-in after the first.

step-not-you = ¿No es usted?
step-submit = Continuar
step-other-ways = O continúe de otra manera:
way-password = Contraseña
way-totp = Aplicación de autenticación
way-email = Código por correo electrónico
way-sms = Código por SMS
way-passkey = Llave de acceso

choose-title = ¿Cómo quiere continuar?
choose-lead = Elija uno de los métodos que ha configurado.
enrol-title = Proteja su cuenta
enrol-lead = Aquí se necesita un segundo paso, para que su contraseña por sí sola no abra nada. Elija cuál quiere configurar.
password-title = Introduzca su contraseña
totp-title = Introduzca el código
totp-lead = Abra su aplicación de autenticación e introduzca las seis cifras que muestra.
totp-enrol-title = Configurar una aplicación de autenticación
totp-enrol-lead = La aplicación muestra un código nuevo cada treinta segundos. Introducirá uno cuando inicie sesión.
totp-enrol-install = Abra una aplicación de autenticación en su teléfono o instale una.
totp-enrol-scan = Escanee esta imagen con la aplicación.
totp-enrol-picture = Código QR para la aplicación de autenticación
totp-enrol-type = ¿No puede escanearla? Escriba esta clave en la aplicación.
totp-enrol-code = Introduzca las seis cifras que muestra la aplicación.
totp-enrol-submit = Finalizar

code-lead-to = Hemos enviado un código a { $destination }. Es válido durante diez minutos.
code-again = Enviar otro código
code-other-way = Iniciar sesión de otra manera
email-title = Introduzca el código de su correo
email-lead = Si hay una cuenta con este nombre, hay un código en camino a su correo electrónico. Es válido durante diez minutos.
email-enrol-title = Confirme su correo electrónico
email-enrol-lead = A partir de ahora introducirá un código recibido por correo electrónico cuando inicie sesión. Hemos enviado el primero a { $destination }.
email-missing = ¿No ha llegado el correo? Mire en la carpeta de correo no deseado. Dentro de medio minuto podrá pedir que le enviemos otro.
email-send = Enviarme un código por correo electrónico
sms-title = Introduzca el código de su teléfono
sms-lead = Si hay una cuenta con este nombre, hay un código en camino a su número de teléfono. Es válido durante diez minutos.
sms-enrol-title = Confirme su número de teléfono
sms-enrol-lead = A partir de ahora introducirá un código recibido por SMS cuando inicie sesión. Hemos enviado el primero a { $destination }.
sms-missing = ¿No ha llegado el SMS? Espere un poco. Dentro de medio minuto podrá pedir que le enviemos otro.
sms-send = Enviarme un código por SMS
link-title = Iniciar sesión
link-lead = Continúe el inicio de sesión como { $username }.
link-submit = Iniciar sesión
link-elsewhere-title = Su código
link-elsewhere-lead = Introduzca este código donde empezó a iniciar sesión, si aquella página todavía lo espera. Si no ha sido usted, cierre esta página y no le dé el código a nadie.
link-over = Este enlace ya se ha usado o ya no es válido. Continúe donde empezó a iniciar sesión.
link-onward = Volver a la página del código

way-recovery-code = Código de recuperación
recovery-code-title = Introduzca un código de recuperación
recovery-code-lead = Introduzca uno de los códigos que ha guardado. Cada uno sirve una sola vez.
recovery-code-label = Código de recuperación
recovery-codes-title = Guarde sus códigos de recuperación
recovery-codes-lead = Si ya no puede usar su segundo paso, puede abrir su cuenta con uno de estos códigos. Cada uno sirve una sola vez. Solo se muestran ahora: guárdelos donde pueda encontrarlos.
recovery-codes-download = Descargar como texto
recovery-codes-file = codigos-de-recuperacion
recovery-codes-copy = Copiar
recovery-codes-copied = Copiado
recovery-codes-kept = Los he guardado
remember-title = ¿Recordar este navegador?
remember-lead = { $days ->
    [one] Aquí bastará con su contraseña durante un día. Diga que sí solo en un dispositivo que nadie más use.
   *[other] Aquí bastará con su contraseña durante { $days } días. Diga que sí solo en un dispositivo que nadie más use.
}
remember-yes = Sí, recordarlo
remember-no = No

new-password-lead = Su contraseña era solo para este inicio de sesión. Elija ahora la suya.
new-password-submit = Guardar y continuar
details-title = Unos datos más
details-lead = Estos aún faltan en su cuenta.
terms-title = Acepte las condiciones
terms-lead = { $pool } tiene condiciones que aún no ha aceptado. Léalas y después continúe.
terms-agree = He leído las condiciones y las acepto.
