# A person's own account.

account-title = Mi cuenta
account-of = Cuenta de { $username }.
account-proof-text = Para cambiar algo aquí, confirme una vez más su identidad. Después volverá a esta página.
account-proof = Confirmar mi identidad
account-save = Guardar
account-back = Volver
account-profile = Perfil
account-email = Correo electrónico
account-password = Contraseña
account-factors = Métodos de acceso
account-sessions = Sesiones abiertas
account-applications = Aplicaciones
account-data = Sus datos
account-language-hint = El idioma de los mensajes que le enviamos.
account-no-language = Ninguno en particular
account-present-password = Contraseña actual
account-password-text = Una contraseña nueva cierra todas sus sesiones menos esta.

email-none = No hay ninguna dirección de correo electrónico en su cuenta.
email-proved = está confirmada.
email-unproved = aún no está confirmada.
email-pending = Hemos enviado un código a { $address }. Hasta que lo introduzca aquí, todo sigue como está.
email-change = Usar otra dirección
email-hint = Enviaremos un código a esa dirección. Cuando lo haya introducido, la nueva dirección sustituirá a la anterior y avisaremos a la anterior.

factors-text = Además de con su contraseña, puede iniciar sesión con lo que configure aquí.
factors-none = Todavía no hay nada configurado.
factor-added = Se añadió el { $at }.
factor-used = Último uso: { $at }.
factor-name = Nombre
factor-rename = Cambiar nombre
factor-remove = Eliminar
factor-prefer = Pedirme primero
factor-no-preference = Sin preferencia
factor-add-totp = Añadir una aplicación de autenticación
factor-add-passkey = Añadir una llave de acceso
passkey-add-text = Su dispositivo guarda una llave de acceso y la abre con su huella, su rostro o el PIN del dispositivo.

sessions-text = Estas son sus sesiones abiertas. Si no reconoce alguna, ciérrela y cambie su contraseña.
session-unknown = Navegador desconocido
session-current = este navegador
session-begun = Se inició el { $at }.
session-used = Último uso: { $at }.
session-address = Desde { $address }.
session-end = Cerrar esta sesión
session-end-others = Cerrar todas las demás sesiones

applications-text = Estas aplicaciones tienen acceso a su cuenta.
applications-none = Ninguna aplicación tiene acceso.
application-since = Desde el { $at }.
application-take-back = Retirar el acceso

download-title = Descargar sus datos
download-text = Un archivo con su perfil, sus métodos de acceso, sus sesiones, sus aplicaciones y lo que ha ocurrido con su cuenta; no contiene ninguna contraseña ni ninguna clave.
download-submit = Descargar
delete-title = Eliminar su cuenta
delete-text = { $days ->
    [one] Su cuenta se eliminará un día después de que lo solicite. Hasta entonces puede iniciar sesión y conservarla. Las aplicaciones pierden el acceso de inmediato.
   *[other] Su cuenta se eliminará { $days } días después de que lo solicite. Hasta entonces puede iniciar sesión y conservarla. Las aplicaciones pierden el acceso de inmediato.
}
delete-submit = Eliminar mi cuenta
delete-planned = Su cuenta se eliminará el { $at }.
delete-keep = Conservar mi cuenta

error-wrong-password = La contraseña actual no es correcta. Compruébela e inténtelo de nuevo.
error-last-factor = Aquí se necesita un segundo paso: configure otro antes de eliminar este.
error-number-in-use = A este número se envían códigos por SMS cuando inicia sesión. Elimínelos en «Métodos de acceso» antes de eliminar el número.
notice-saved = Hecho.

mail-change-subject = { $code } es su código para { $pool }
mail-change-heading = Confirme su nueva dirección
mail-change-text = Alguien, probablemente usted, quiere usar esta dirección para una cuenta en { $pool }. Introduzca el código en la página de la cuenta.
mail-change-action = Abrir la cuenta
mail-change-ignore = ¿No ha sido usted? Entonces no tiene que hacer nada: sin el código, esta dirección no se usará para nada.

mail-address-subject = Se ha cambiado su correo electrónico en { $pool }
mail-address-text = Su cuenta en { $pool } tiene ahora otra dirección de correo electrónico. Los mensajes sobre ella ya no llegarán aquí.
mail-address-action = Restablecer mi dirección
mail-address-ignore = ¿Ha sido usted? Entonces no tiene que hacer nada. Si no, restablezca su dirección en un plazo de tres días: eso cierra todas las sesiones de su cuenta, y después podrá elegir una contraseña nueva.

mail-restored-text = Se ha restablecido la dirección de correo electrónico anterior de su cuenta en { $pool } con el enlace del mensaje que se envió a ella. Se han cerrado todas las sesiones de su cuenta.

mail-number-subject = Se ha cambiado su número de teléfono en { $pool }
mail-number-text = Se ha cambiado o eliminado el número de teléfono de su cuenta en { $pool }.

mail-deletion-subject = Su cuenta en { $pool } se eliminará
mail-deletion-text = Ha pedido a { $pool } que elimine su cuenta. Se hará el { $at }. Para conservarla, inicie sesión antes y pulse «Conservar mi cuenta» en su cuenta, en «Sus datos».

account-recovery-codes = Códigos de recuperación
account-browsers = Navegadores recordados
codes-text = Si pierde lo que usa para iniciar sesión además de la contraseña, puede abrir su cuenta con un código de recuperación. Cada uno sirve una sola vez.
codes-left = { $left ->
    [0] No tiene ninguno.
    [one] Le queda uno.
   *[other] Le quedan { $left }.
}
codes-renew = Crear códigos nuevos
codes-new = Estos son sus códigos nuevos. Los anteriores ya no sirven. Solo se muestran ahora: guárdelos donde pueda encontrarlos.
browsers-text = En estos navegadores basta con su contraseña. Olvide los que no conozca o ya no use.
browsers-none = No se recuerda ningún navegador.
browser-until = Se recuerda hasta el { $at }.
browser-forget = Olvidar

account-phone = Número de teléfono
phone-none = No hay ningún número de teléfono en su cuenta.
phone-proved = está confirmado.
phone-unproved = aún no está confirmado.
phone-change = Usar otro número
phone-hint = Enviaremos un código por SMS a ese número. Cuando lo haya introducido, el nuevo número sustituirá al anterior y avisaremos al anterior.
phone-remove = Eliminar este número

account-activity = Actividad reciente
activity-text = Esto es lo que ha ocurrido con su cuenta. Si algo de esto no lo ha hecho usted, cambie su contraseña y cierre todas las demás sesiones.
activity-none = Todavía no ha ocurrido nada.
activity-older = Mostrar anteriores
activity-operator = por quien gestiona este servicio
activity-made = Se creó la cuenta
activity-confirmed = Se confirmó la cuenta
activity-signed-in = Inicio de sesión
activity-failed = Falló un inicio de sesión
activity-signed-out = Cierre de sesión
activity-factor-added = Se añadió un método de acceso
activity-factor-removed = Se eliminó un método de acceso
activity-factors-reset = Se eliminaron los métodos de acceso, excepto la contraseña
activity-email = Se cambió el correo electrónico
activity-number = Se cambió o eliminó el número de teléfono
activity-recovery = Se pidió un código para una contraseña nueva
activity-password = Se cambió la contraseña
activity-code-used = Se usó un código de recuperación
activity-codes-made = Se crearon códigos de recuperación nuevos
activity-codes-ended = Se anularon los códigos de recuperación
activity-remembered = Se recordó un navegador
activity-forgotten = Se olvidó un navegador
activity-terms = Se aceptaron las condiciones
activity-updated = Se cambió la cuenta
activity-access-given = Se dio acceso a una aplicación
activity-access-ended = Se retiró el acceso a una aplicación
activity-device-allowed = Se dio acceso a un dispositivo
activity-device-denied = Se denegó el acceso a un dispositivo
activity-deletion = Se pidió eliminar la cuenta
activity-kept = Finalmente se conserva la cuenta

# Accounts elsewhere
account-identities = Cuentas conectadas
identities-text = También puede iniciar sesión con estas cuentas.
identities-none = Todavía no hay ninguna otra cuenta con la que iniciar sesión.
identity-add = Conectar { $provider }
identity-remove = Desconectar
error-last-identity = No tiene otra forma de iniciar sesión: elija una contraseña o configure otro método de acceso antes de desconectar esta cuenta.
notice-not-connected = No se ha conectado ninguna cuenta: esa cuenta pertenece aquí a otra persona, o el proveedor no ha indicado quién es usted.
connects-text = Ya existe una cuenta con esta dirección. Inicie sesión una vez para conectarla con { $provider }.
connects-other = Usar otra cuenta
