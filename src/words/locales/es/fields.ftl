# The fields of the forms, and what can be wrong with them.

field-username = Nombre de usuario
field-email = Correo electrónico
field-phone = Número de teléfono
field-username-or-email = Nombre de usuario o correo electrónico
field-username-or-phone = Nombre de usuario o número de teléfono
field-any-identifier = Nombre de usuario, correo electrónico o número de teléfono
field-password = Contraseña
field-new-password = Contraseña nueva
field-code = Código
field-user-code = Código del dispositivo
field-address = Dirección postal
field-birthdate = Fecha de nacimiento
field-family-name = Apellidos
field-gender = Género
field-given-name = Nombre
field-locale = Idioma
field-middle-name = Segundo nombre
field-name = Nombre completo
field-nickname = Apodo
field-picture = Dirección web de una foto suya
field-preferred-username = Nombre de usuario preferido
field-profile = Dirección web de su perfil
field-website = Sitio web
field-zoneinfo = Zona horaria

optional = opcional
show = Mostrar
hide = Ocultar
show-password = Mostrar la contraseña
hide-password = Ocultar la contraseña

hint-user-code = Letras y cifras, por ejemplo, WDJB‑MJHT.
hint-password = { $minimum ->
    [one] Al menos { $minimum } carácter.
   *[other] Al menos { $minimum } caracteres.
}
hint-password-demands = Con { $demands }.
demand-lowercase = una minúscula
demand-uppercase = una mayúscula
demand-digit = una cifra
demand-symbol = un carácter especial
list-comma = { ", " }

problem = Hay un problema

fault-missing = { $field ->
    [username] Introduzca un nombre de usuario.
    [email] Introduzca su correo electrónico.
    [phone_number] Introduzca su número de teléfono.
    [password] Introduzca una contraseña.
    [new_password] Introduzca una contraseña nueva.
    [code] Introduzca el código de nuestro mensaje.
    [given_name] Introduzca su nombre.
    [family_name] Introduzca sus apellidos.
    [name] Introduzca su nombre completo.
    [birthdate] Introduzca su fecha de nacimiento.
    [terms] Acepte las condiciones para continuar.
   *[other] Rellene este campo.
}
fault-invalid = { $field ->
    [username] Use letras, cifras y signos de puntuación en el nombre de usuario, sin espacios.
    [email] Introduzca una dirección de correo electrónico como nombre@example.com.
    [phone_number] Introduzca un número de teléfono con el prefijo del país, como +12025550123.
    [birthdate] Introduzca una fecha como 1990-12-31.
    [code] Introduzca el código tal como aparece en nuestro mensaje.
   *[other] El formato no es correcto. Compruébelo e inténtelo de nuevo.
}
fault-taken = { $field ->
    [username] Este nombre de usuario ya está en uso. Elija otro.
    [email] Este correo electrónico ya está en uso. Inicie sesión o use otro.
    [phone_number] Este número de teléfono ya está en uso. Inicie sesión o use otro.
   *[other] Ya está en uso. Elija otra cosa.
}
fault-not-served = No podemos enviar mensajes a este número: aquí no se da servicio a su país. Introduzca otro.
fault-too-long = { $maximum ->
    [one] Es demasiado largo. Use como máximo { $maximum } carácter.
   *[other] Es demasiado largo. Use como máximo { $maximum } caracteres.
}
fault-too-short = { $minimum ->
    [one] Es demasiado corto. Use al menos { $minimum } carácter.
   *[other] Es demasiado corto. Use al menos { $minimum } caracteres.
}
fault-no-lowercase = Use al menos una minúscula en la contraseña.
fault-no-uppercase = Use al menos una mayúscula en la contraseña.
fault-no-digit = Use al menos una cifra en la contraseña.
fault-no-symbol = Use al menos un carácter especial en la contraseña, como ! o ?.
fault-like-the-name = Esta contraseña se parece demasiado a su nombre, a su dirección o al nombre de este servicio. Elija una que no tenga nada que ver con ellos.
fault-too-common = Esta contraseña la usa mucha gente y es de las primeras que se prueban. Elija otra.
fault-too-guessable = Esta contraseña es demasiado fácil de adivinar. Alárguela, por ejemplo, con algunas palabras más que no tengan relación entre sí.
fault-used-before = Ya ha usado esta contraseña antes. Elija una nueva.

strength = Longitud de la contraseña
strength-short = Demasiado corta
strength-fair = Longitud suficiente
strength-good = Buena longitud
