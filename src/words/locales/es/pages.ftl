# The hosted pages, one block for each.

title-error = Error: { $title }
languages = Idioma
for-application = para continuar en { $application }
privacy-policy = Política de privacidad
terms-of-service = Condiciones del servicio
sign-in-link = Iniciar sesión
back-to-sign-in = Volver al inicio de sesión
signed-in-as = Ha iniciado sesión como { $username }.
other-account = Usar otra cuenta
go-on = Continuar

login-title = Iniciar sesión
login-submit = Iniciar sesión
login-forgot = ¿Ha olvidado su contraseña?
login-no-account = ¿Aún no tiene cuenta?
login-sign-up = Crear una cuenta
provider-or = o
provider-continue = Continuar con { $provider }

upstream-denied = Todavía no ha iniciado sesión
upstream-denied-text = { $provider } no nos ha indicado quién es usted: es posible que lo haya cancelado allí. Inténtelo de nuevo o inicie sesión de otra manera.
upstream-failed = El inicio de sesión con { $provider } no funciona en este momento
upstream-failed-text = No es culpa suya. Inténtelo de nuevo dentro de un rato o inicie sesión de otra manera. Si vuelve a ocurrir, indíquenos el número de solicitud que aparece abajo.
upstream-no-account = Aquí no hay ninguna cuenta para usted
upstream-no-account-text = Con lo que { $provider } nos ha indicado, nadie puede entrar aquí. Inicie sesión de otra manera o consulte a quien gestiona este servicio.
upstream-full = No se pueden conectar más cuentas
upstream-full-text = La cuenta con esta dirección ya está conectada con tantas otras como es posible. Inicie sesión de otra manera y desconecte una de ellas en su cuenta; después podrá conectarla con { $provider }.
upstream-over-text = Ha tardado demasiado, ya había terminado o se ha empezado en otro navegador. Empiece de nuevo: no se ha perdido nada.

signed-in-title = Ha iniciado sesión
signed-in-text = Ha iniciado sesión como { $username }. Puede cerrar esta página o cerrar sesión en este dispositivo.
signed-in-submit = Cerrar sesión

sign-up-title = Crear una cuenta
sign-up-submit = Crear cuenta
sign-up-have-account = ¿Ya tiene una cuenta?

confirm-title = Confirme su cuenta
confirm-sent-to = Hemos enviado un código a { $destination }. Introdúzcalo aquí para confirmar su cuenta.
confirm-sent = Introduzca el código que le hemos enviado para confirmar su cuenta.
confirm-submit = Confirmar
confirm-no-code = ¿No tiene el código? Mire en la carpeta de correo no deseado o pida que le enviemos otro.
confirm-resend = Enviar otro código

confirm-link-title = Un último paso
confirm-link-text = Confirme que la cuenta { $username } es suya y ya podrá usarla.
confirm-link-submit = Confirmar la cuenta
confirm-link-spent = Un código sirve una sola vez y durante un tiempo limitado. Solo cuenta el más reciente.

undo-title = Restablecer su dirección
undo-text = Pulse el botón, y la dirección de correo electrónico a la que llegó nuestro mensaje volverá a ser la de su cuenta. Se cerrarán todas las sesiones de la cuenta y se eliminarán las formas de iniciar sesión añadidas cuando se cambió la dirección o después. Si la cuenta tiene contraseña, esta también dejará de ser válida y le enviaremos un código para elegir una nueva.
undo-submit = Restablecer mi dirección
undo-spent = Este enlace sirve una sola vez y durante tres días. Ya no es válido.

resend-title = Enviar otro código
resend-text = Díganos quién es y le enviaremos un código nuevo para confirmar su cuenta.
resend-submit = Enviar código
resend-have-code = Tengo un código

forgot-title = ¿Ha olvidado su contraseña?
forgot-text = Díganos quién es y le enviaremos un código para elegir una contraseña nueva.
forgot-submit = Enviar código
forgot-have-code = Tengo un código

reset-title = Elija una contraseña nueva
reset-sent-to = Hemos enviado un código a { $destination }.
reset-sent = Si conocemos esta cuenta, hay un código en camino.
reset-unknown = Introduzca el código que le hemos enviado.
reset-submit = Cambiar contraseña
reset-no-code = ¿No tiene el código? Mire en la carpeta de correo no deseado o pida que le enviemos otro.
reset-resend = Enviar otro código

accounts-title = Elija una cuenta
accounts-continue = Continuar como { $username }

consent-title = ¿Permitir el acceso?
consent-text = { $application } solicita acceso a su cuenta en { $pool }.
consent-unvetted = Esta aplicación se ha registrado sin la intervención de nadie en { $pool } y nadie allí la ha comprobado. Permita el acceso solo si sabe de dónde viene.
consent-document = Esta aplicación se presenta en { $host } y nadie en { $pool } la ha comprobado. Permita el acceso solo si conoce { $host } y le merece confianza.
consent-remembered = { $pool } recordará que lo ha permitido, y usted podrá retirar el permiso más adelante.
consent-destination = Después continuará en { $host }.
asks-scopes = Si lo permite, podrá
asks-claims = También verá
asks-resources = Usa este acceso en
decision-allow = Permitir
decision-deny = Denegar

scope-openid = Reconocerle gracias a su cuenta
scope-profile = Ver su perfil, como el nombre, la foto y la fecha de nacimiento
scope-email = Ver su correo electrónico
scope-phone = Ver su número de teléfono
scope-address = Ver su dirección postal
scope-offline-access = Mantener este acceso en su ausencia
scope-account = Leer y cambiar su cuenta
scope-other = Usar { $scope }

claim-sub = Número de su cuenta
claim-email-verified = Si su correo electrónico está confirmado
claim-phone-verified = Si su número de teléfono está confirmado
claim-updated-at = Cuándo se cambió su perfil por última vez
claim-groups = Sus grupos

device-title = Conectar un dispositivo
device-text = Introduzca el código que muestra el dispositivo.
device-submit = Continuar

device-confirm-title = ¿Es este su dispositivo?
device-confirm-text = { $application }, en un dispositivo, solicita acceso a su cuenta en { $pool }.
device-confirm-compare = Su dispositivo debe mostrar este código:
device-confirm-caution = Permítalo solo si tiene el dispositivo delante y la conexión la ha iniciado usted. Cualquier otra persona que le haya enviado un código o un enlace quiere entrar en su cuenta.
device-allowed-title = Su dispositivo está conectado
device-allowed-text = Vuelva al dispositivo, que continúa por sí solo. Puede cerrar esta página.
device-denied-title = Su dispositivo no está conectado
device-denied-text = Usted le ha denegado el acceso a su cuenta. Puede cerrar esta página.

logout-title = ¿Cerrar sesión?
logout-asked = { $application } solicita cerrar su sesión de { $pool } en este dispositivo.
logout-text = Se cerrará su sesión de { $pool } en este dispositivo.
logout-submit = Cerrar sesión
logout-cancel = Mantener la sesión abierta

signing-out-title = Cerrando la sesión
signing-out-text = Un momento: se está avisando a las aplicaciones que ha usado. Después continuará.
signing-out-frame = Una aplicación cierra su sesión

signed-out-title = Sesión cerrada
signed-out-text = En un dispositivo compartido, cierre también la ventana del navegador.
signed-out-again = Volver a iniciar sesión

form-post-title = Un momento
form-post-text = Su navegador no ejecuta scripts. Pulse el botón para continuar en la aplicación.

home-title = Le damos la bienvenida a { $pool }
home-text = Aquí se inicia sesión en las aplicaciones de { $pool }.
home-submit = Iniciar sesión
home-for-developers = Para desarrolladores
home-discovery = Configuración de OpenID Connect
