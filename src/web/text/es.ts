// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import { formatFault } from '../../alias/fault.ts';
import type { Messages } from './en.ts';
import { esFaults } from './faults-es.ts';

function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('es')} ${n === 1 ? one : many}`;
}

/** Every word of the website, in Spanish. */
export const es: Messages = {
  name: 'Español',
  tagline: 'Direcciones de correo que se autodestruyen',
  skip: 'Ir al contenido',
  faulty: 'Error',
  menu: {
    label: 'Menú principal',
    make: 'Nuevo alias',
    mine: 'Mis alias',
    how: 'Cómo funciona',
    api: 'API',
  },
  foot: {
    label: 'Más',
    managers: 'En tu gestor de contraseñas',
    privacy: 'Privacidad',
    operator: 'Quién lo gestiona y abusos',
    operators: 'Para administradores',
    language: 'Idioma',
    source: 'Sin cuentas, sin cookies, sin rastreadores.',
  },
  sandboxNote: (link) =>
    html`Esto es una prueba: los mensajes no van a ningún sitio, salvo a la ${link('zona de pruebas')} de este equipo.`,
  publicSandboxNote: (link) =>
    html`Esto es una prueba: los mensajes no van a ningún sitio, salvo a la ${link('zona de pruebas')}, donde puede leerlos cualquiera que acceda a esta página.`,
  utc: 'UTC',
  messages: (n) => count(n, 'mensaje', 'mensajes'),
  duration: {
    day: (n) => count(n, 'día', 'días'),
    hour: (n) => count(n, 'hora', 'horas'),
    minute: (n) => count(n, 'minuto', 'minutos'),
  },
  and: (first, second) => `${first} y ${second}`,
  copy: { address: 'Copiar la dirección', link: 'Copiar el enlace', key: 'Copiar la clave' },
  copied: 'Copiado',

  make: {
    title: 'Una dirección que muere por ti',
    lead: 'Un alias es una dirección de correo que das en lugar de la tuya. Su correo te llega hasta que se agotan los mensajes o el tiempo. Después desaparece para siempre.',
    target: 'Tu dirección real',
    targetHint: 'El correo se reenvía a ella. Los remitentes no llegan a verla.',
    didYouMean: (meant) => `¿Querías decir ${meant}?`,
    useMeant: (meant) => `Sí, usar ${meant}`,
    asIs: (written) => html`Si ${written} es correcta, crea el alias tal cual.`,
    goesTo: 'El correo va a',
    elsewhere: 'otra dirección',
    key: 'Tu clave',
    keyHint: 'Empieza por «mayfly». Te la dio quien administra este servicio.',
    remember: 'Recordarme en este navegador',
    rememberHint:
      'Solo en un dispositivo tuyo: quien use este navegador podrá crear alias en tu nombre, verlos y ponerles fin.',
    uses: 'Caduca tras',
    time: 'Y, como muy tarde, tras',
    anyUses: (cap) =>
      cap === null ? 'cualquier número de mensajes' : `hasta ${count(cap, 'mensaje', 'mensajes')}`,
    anyTime: (days) => (days === null ? 'un tiempo ilimitado' : `hasta ${count(days, 'día', 'días')}`),
    other: 'Otro',
    otherUses: 'Número de mensajes',
    otherTime: 'Cuánto tiempo',
    unit: 'Unidad',
    units: { hours: 'horas', days: 'días', weeks: 'semanas' },
    more: 'Etiqueta y nombre',
    note: 'Etiqueta',
    noteHint: 'Solo la ves tú; por ejemplo, a quién diste la dirección.',
    style: 'Nombre',
    random: 'Aleatorio',
    randomHint: 'imposible de adivinar',
    words: 'Palabras',
    wordsHint: 'fácil de dictar',
    own: 'Propio',
    ownName: 'Nombre antes de la @',
    domain: 'Dominio',
    submit: 'Crear el alias',
    promise: 'Caduca en cuanto se agota uno de los dos.',
    promiseBoth: 'Caduca tras {uses} o el {when}, lo que ocurra primero.',
    messageForms: { one: '1 mensaje', other: '{n} mensajes' },
    faults: 'Todavía hay algo que corregir.',
    facts: [
      [
        'Lo que desaparece no vuelve',
        'Un alias muerto rechaza a todos los remitentes y nunca se le da a nadie más.',
      ],
      ['No se pierde nada', 'Un mensaje solo cuenta cuando tu propio proveedor de correo lo ha aceptado.'],
      ['No se guarda nada', 'El correo solo pasa por aquí mientras llega. Nunca se almacena.'],
    ],
  },

  made: {
    title: 'Tu alias está listo',
    titleAsked: 'Falta un paso: da tu permiso',
    address: 'Da esta dirección',
    qr: 'Código QR de la dirección',
    takes: 'Su correo llega a',
    onceAgreed: ', en cuanto des tu permiso.',
    after: (uses) => `Caduca tras ${uses}`,
    on: 'el',
    or: ' o',
    first: ', lo que ocurra primero.',
    link: 'Tu enlace a él',
    key: 'Tu clave',
    keyHint:
      'Con ella creas más alias para la misma dirección, y los ves y cambias todos; en otro navegador, pégala en «Mis alias». Guárdala donde guardas tus contraseñas: quien la tenga puede hacer todo esto.',
    keyKnown: 'Creado con tu clave',
    keyKnownHint: 'Lo encuentras en «Mis alias», en cualquier navegador que tenga la clave.',
    keyKept: 'Este navegador la recuerda: el próximo alias está a un clic.',
    asked: (target) => html`Hemos preguntado a ${target}`,
    askedHint:
      'Ya puedes dar el alias. Abre el mensaje que hemos enviado a tu buzón y da tu permiso: desde ese momento te llegará el correo. Esta página cambiará entonces por sí sola. Si no ves ningún mensaje, mira en la carpeta de spam.',
    askedLate:
      'Hasta entonces se pide a los remitentes que lo intenten más tarde, algo que sus servidores de correo hacen por sí solos. Sin respuesta en 24 horas, el alias desaparece.',
    askedInVain: 'Nadie dio su permiso en 24 horas, o se destruyó el alias. No llegó ningún correo por él.',
    alone: 'Un enlace solo a este alias',
    aloneHint: 'Quien lo tenga puede ver y cambiar este alias, y ningún otro.',
    manage: 'Ver y cambiar el alias',
    again: 'Otro como este',
    different: 'Uno diferente',
    bookmark: 'Más rápido la próxima vez',
    bookmarkHint:
      'Arrastra esto a tus marcadores. En cualquier sitio web, abre un alias nuevo con el nombre de ese sitio como etiqueta.',
    bookmarklet: 'Nuevo alias de Mayfly',
    bookmarkClicked: 'Arrástralo a la barra de marcadores; un clic aquí no hace nada.',
    sees: 'Lo que ve la otra parte',
    seesHint:
      'Quien escribe al alias solo ve el alias. Pero si respondes, tu respuesta sale de tu dirección real y la muestra.',
  },

  manage: {
    title: (address) => `Alias ${address}`,
    kicker: 'Tu alias',
    left: 'Mensajes restantes',
    leftOf: (left, of) =>
      `${left === 1 ? 'Queda' : 'Quedan'} ${left.toLocaleString('es')} de ${count(of, 'mensaje', 'mensajes')}`,
    unlimited: 'Cualquier número de mensajes',
    delivered: (n) => `${count(n, 'mensaje reenviado', 'mensajes reenviados')} hasta ahora`,
    time: 'Tiempo restante',
    timeLeft: (left) => left,
    noEnd: 'Sin límite de tiempo',
    dies: 'Caduca el',
    notBefore: 'Recibe correo desde el',
    paused: 'En pausa: se pide a los remitentes que lo intenten más tarde.',
    active: 'Vivo y recibiendo correo.',
    notYet: 'Aún no es válido: se pide a los remitentes que lo intenten más tarde.',
    live: 'En directo',
    liveHint: 'esta página se actualiza por sí sola',
    refresh: 'Actualizar',
    target: 'Se reenvía a',
    made: 'Creado el',
    note: 'Etiqueta',
    done: {
      paused: 'El alias está en pausa.',
      resumed: 'El alias vuelve a recibir correo.',
      limits: 'Los límites han cambiado.',
      note: 'La etiqueta ha cambiado.',
      target: 'A partir de ahora, el correo va a la nueva dirección.',
    },
    pause: 'Pausar',
    pauseHint: 'Se pide a los remitentes que lo intenten más tarde; no se gasta nada.',
    resume: 'Reanudar',
    extend: 'Más tiempo',
    extendTo: (span) => `${span} desde ahora`,
    limits: 'Cambiar los límites',
    limitUses: 'Mensajes que aún se aceptan',
    limitTime: 'Tiempo desde ahora',
    unchanged: 'Deja un campo vacío para no cambiarlo.',
    save: 'Guardar',
    relabel: 'Cambiar la etiqueta',
    retarget: 'Cambiar adónde va el correo',
    newTarget: 'Nueva dirección',
    newTargetHint:
      'Puede que el titular de la nueva dirección tenga que dar antes su permiso por correo; hasta entonces, el correo sigue llegando a la anterior.',
    newTargetAsIs: (written) => html`Si ${written} es correcta, guárdala tal cual.`,
    targetAsked: (target) =>
      html`Hemos preguntado por correo a ${target}. El correo irá allí en cuanto den su permiso, en un plazo de 24 horas; hasta entonces, todo sigue como antes.`,
    destroy: 'Destruir',
    destroyHint: 'De inmediato y para siempre.',
    history: 'Historial',
    historyHint: (since) =>
      html`Cuándo llegó un mensaje y cómo acabó, y nada sobre de quién era ni qué decía. Solo en memoria, desde el ${since}.`,
    historyNone: 'Todavía nada.',
    outcomes: {
      delivered: 'Aceptado por tu servidor de correo',
      refusedByNextHop: 'Rechazado por tu servidor de correo; no cuenta',
      refusedByUs: 'Rechazado por nosotros',
      bounced: 'Devuelto: tu servidor de correo lo aceptó y luego no pudo entregarlo',
      inDoubt: 'Incierto: la conexión con tu servidor de correo se cortó en el último momento',
    },
    open: 'La página de un alias',
    openHint:
      'La parte secreta de su enlace va después de la # y nunca se envía por sí sola. Pega aquí el enlace entero; está en la barra de direcciones.',
    openDo: 'Mostrar',
    goneForGood: 'Este alias ha desaparecido para siempre, y nadie más lo tendrá jamás.',
  },

  test: {
    send: 'Enviarme un mensaje de prueba',
    hint: 'Te llega por el mismo camino que el correo reenviado y no gasta nada.',
    outcomes: {
      accepted:
        'Tu servidor de correo ha aceptado el mensaje de prueba. Si no está en tu bandeja de entrada, mira en la carpeta de spam.',
      onItsWay:
        'El mensaje de prueba está en camino; tu servidor de correo tarda en responder. Si no llega nada en unos minutos, mira en la carpeta de spam.',
      putOff:
        'No se pudo contactar con tu servidor de correo, o no ha aceptado ahora el mensaje de prueba. Los remitentes lo volverían a intentar por sí solos; inténtalo tú también dentro de unos minutos.',
      refused:
        'Tu servidor de correo ha rechazado el mensaje de prueba. Tampoco te llegaría el correo enviado a este alias.',
      unsent:
        'No se ha enviado ningún mensaje de prueba: tu dirección ya ha recibido bastantes por ahora, o no recibe ninguno. Inténtalo más tarde.',
    },
    mail: {
      subject: 'El correo de tu alias te llega',
      body: ({ address, stopLink }) => [
        'Hola:',
        'Este es el mensaje de prueba que se pidió en la página de este alias:',
        `    ${address}`,
        'Si puedes leerlo, el correo enviado al alias te llega. Ha venido por el mismo camino que ese correo y no ha gastado ninguno de los mensajes del alias.',
        'Si no lo has pedido tú, otra persona ha creado un alias que lleva a ti. Esta página lo detiene:',
        `    ${stopLink}`,
        'Este mensaje lo ha escrito un programa, y nadie lee las respuestas.',
      ],
    },
  },

  destroy: {
    title: '¿Destruir este alias?',
    lead: (address) =>
      html`Después, nadie podrá enviar correo a ${address}. No se puede recuperar: ni tú ni nosotros podremos hacerlo.`,
    yes: 'Destruir para siempre',
    no: 'Conservarlo',
  },

  confirm: {
    kicker: 'Una pregunta sobre correo dirigido a ti',
    agree: 'Sí, quiero recibir su correo',
    never: 'No volver a preguntarme nunca',
    neverHint:
      'Entonces este servicio no volverá a enviarte esta pregunta, pida quien pida un alias de tu dirección.',
    states: {
      asked: [
        '¿Se te puede reenviar correo?',
        'Alguien, probablemente tú, ha pedido un alias de tu dirección. El correo al alias solo se te reenvía si das tu permiso.',
      ],
      agreed: [
        'Has dado tu permiso',
        'Desde ahora se te reenvía el correo al alias, hasta que se agoten los mensajes o el tiempo. Cada mensaje lleva un enlace que lo detiene.',
      ],
      never: [
        'No se te volverá a preguntar',
        'Esta pregunta no volverá a llegar a tu dirección. Lo que permitiste antes continúa hasta que lo detengas. Si al final quieres un alias, pídeselo a quien administra este servicio.',
      ],
      late: [
        'Es demasiado tarde para responder',
        'Nadie dio su permiso en 24 horas, así que no se te reenvía ningún correo. Si lo querías, vuelve a pedirlo.',
      ],
    },
  },

  question: {
    subject: (domain) => `${domain} pide permiso para reenviarte correo`,
    body: ({ domain, address, link }) => [
      'Hola:',
      `Alguien, probablemente tú, ha pedido a ${domain} un alias de esta dirección de correo: una dirección que dar en su lugar y cuyo correo se te reenvía durante un tiempo.${address === undefined ? '' : ' Es esta:'}`,
      ...(address === undefined ? [] : [`    ${address}`]),
      'No se te reenvía nada si no das tu permiso. Si lo pediste tú, abre esta página:',
      `    ${link}`,
      'Abrirla no cambia nada. Tiene dos botones: uno para dar tu permiso, en un plazo de 24 horas, y otro para que no se te vuelva a preguntar nunca.',
      'Si no lo pediste tú, no tienes que hacer nada: sin respuesta en 24 horas, la petición caduca y no se te reenvía ningún correo.',
      `Este es el único tipo de mensaje que ${domain} envía por su cuenta. Lo ha escrito un programa, y nadie lee las respuestas.`,
    ],
  },

  stop: {
    kicker: 'El alias por el que llegó un mensaje',
    hint: 'Quien tenga este enlace puede hacer esto y nada más. Deja de funcionar cuando el alias desaparece.',
  },

  offline: {
    title: 'Sin conexión',
    lead: 'No se puede acceder al servidor desde aquí. Si estás sin conexión, tus alias siguen recibiendo correo; si el servidor no está disponible, los remitentes vuelven a intentarlo por sí solos.',
    again: 'Volver a intentarlo',
  },

  gone: {
    title: 'Ha desaparecido',
    lead: 'El alias está destruido. Solo queda una marca de que este nombre se usó, para que nadie más lo tenga jamás.',
    again: 'Crear uno nuevo',
  },

  ended: {
    how: {
      usedUp: (when) => html`Se agotó el ${when}.`,
      expired: (when) => html`Su tiempo se acabó el ${when}.`,
      destroyedByYou: (when) => html`Lo destruiste tú, o alguien con tu enlace, el ${when}.`,
      destroyedByOwner: (when) => html`Su titular lo destruyó el ${when}.`,
      destroyedByLink: (when) => html`Se destruyó con el enlace de un mensaje el ${when}.`,
      destroyedByOperator: (when) => html`El administrador de este servicio lo destruyó el ${when}.`,
    },
    used: (used, max) =>
      max === null
        ? `Por él ${used === 1 ? 'llegó' : 'llegaron'} ${count(used, 'mensaje', 'mensajes')}.`
        : `Por él ${used === 1 ? 'llegó' : 'llegaron'} ${used.toLocaleString('es')} de ${count(max, 'mensaje', 'mensajes')}.`,
    hint: (until) =>
      html`Nadie más tendrá jamás este nombre. Tu dirección y tu etiqueta se borran en las dos horas siguientes a su fin; esta página lo cuenta hasta el ${until}.`,
  },

  mine: {
    title: 'Mis alias',
    lead: 'Lo que se creó con las claves y los enlaces que recuerda este navegador. El servicio en sí no tiene ninguna lista: sin una clave o un enlace, nadie puede saber de quién es un alias.',
    noScript:
      'Tu navegador recordaría las claves y los enlaces con un script, y los scripts están desactivados.',
    held: 'Claves y enlaces',
    heldHint: 'Pega lo que guardaste al crear un alias, uno por línea.',
    show: 'Mostrarlos',
    fruitless: 'Nada de esto es una clave ni el enlace de un alias.',
    of: (name) => html`Para ${name}`,
    noneOfKey: 'No hay ninguno vivo.',
    more: 'Mostrar más',
    loose: 'Alias sueltos',
    looseHint: 'Creados sin clave, o de los que solo se conoce el enlace.',
    deadKey:
      'Una clave que recuerda este navegador ha terminado, o lleva demasiado tiempo sin usarse. A los alias creados con ella solo se puede llegar por sus propios enlaces.',
    none: 'Todavía ninguno.',
    make: 'Crear el primero',
    address: 'Alias',
    label: 'Etiqueta',
    state: 'Estado',
    ends: 'Caduca el',
    actions: 'Acciones',
    states: {
      active: (left) => `vivo, con ${left} por recibir`,
      unlimited: 'vivo',
      paused: 'en pausa',
      unconfirmed: 'a la espera del permiso de tu dirección',
      gone: 'desaparecido',
    },
    manage: 'Gestionar',
    forget: 'Olvidar',
    forgetAll: 'Olvidar todo',
    forgetAllSure:
      '¿Olvidar todas las claves y todos los alias de esta lista, y lo último que escribiste en la página principal? Los alias siguen vivos, pero solo se podrá llegar a ellos con las claves y los enlaces que guardes en otro lugar.',
    forgetGone: 'Olvidar los desaparecidos',
    export: 'Exportar',
    import: 'Importar',
    imported: 'Importados: {n}.',
    forgotten: 'Olvidados: {n}.',
    restored: 'De nuevo en la lista: {n}.',
    undo: 'Deshacer',
    importFailed: 'Ese archivo no es una exportación de esta lista.',
  },

  key: {
    title: 'Tu clave',
    kicker: 'Clave',
    lead: (target) => html`Crea alias para ${target} y gestiona los que ha creado.`,
    unconfirmed:
      'Su dirección aún no ha dado permiso. Abre en un plazo de 24 horas el mensaje que le hemos enviado; sin respuesta, la clave y sus alias desaparecen.',
    quick: 'Nuevo alias',
    saved: 'Guardado.',
    here: 'En este navegador',
    kept: 'Este navegador recuerda la clave.',
    unkept: 'Este navegador aún no recuerda la clave.',
    remember: 'Recordar',
    forget: 'Olvidar aquí',
    noScript:
      'Los scripts están desactivados, así que este navegador no puede recordar la clave. Guárdala donde guardas tus contraseñas.',
    elsewhere: 'En otro dispositivo',
    elsewhereHint:
      'Escanea esto allí, o abre allí el enlace. Es tan secreto como una contraseña: quien lo tenga puede crear alias en tu nombre, verlos y ponerles fin.',
    qr: 'Código QR del enlace con la clave',
    preset: 'Ajustes de los alias nuevos',
    presetHint: 'Cuando un programa, un gestor de contraseñas o el botón de arriba no piden otra cosa.',
    label: 'Nombre de la clave',
    labelHint: 'Solo lo ves tú; por ejemplo, «teléfono».',
    uses: 'Mensajes',
    time: 'Tiempo',
    none: 'Déjalo vacío si no quieres un límite propio.',
    revoke: 'Poner fin a la clave',
    revokeHint: 'Si es posible que la tenga otra persona, o si ya no la necesitas.',
    revokeAsk: 'Ponerle fin…',
    revokeTitle: '¿Poner fin a esta clave?',
    revokeLead:
      'Después, nadie podrá usarla, y no se puede recuperar. Sus alias pueden seguir vivos hasta sus propios límites, o terminar con ella, de inmediato y para siempre.',
    revokeKeep: 'Poner fin a la clave y conservar sus alias',
    revokeAll: 'Poner fin a la clave y a todos sus alias',
    revokeNot: 'Conservarla',
    revoked: 'La clave ha terminado',
    revokedKeep:
      'Sus alias siguen vivos hasta sus propios límites. Se llega a ellos por sus enlaces, ya no con la clave.',
    revokedAll: 'Sus alias han terminado con ella.',
    open: 'Abrir una clave',
    openHint:
      'Una clave empieza por «mayfly». Nunca se envía por sí sola: pégala aquí, o pega el enlace que la contiene.',
    openDo: 'Abrir',
    unknown: 'Esta clave es desconocida, ha terminado o está incompleta.',
    needed: 'Aquí hace falta una clave para crear un alias; la da quien administra este servicio.',
    full: 'Esta clave tiene tantos alias vivos como puede tener. Primero pon fin a algunos.',
  },

  how: {
    title: 'Cómo funciona',
    lead: 'Una efímera («mayfly» en inglés) vive un día, hace lo que vino a hacer y desaparece. Un alias también.',
    life: [
      [
        'Creado',
        'Dices adónde va el correo y cuánto tiempo puede vivir el alias. No necesitas ninguna cuenta.',
      ],
      ['Entregado', 'Lo escribes en el formulario que pide tu dirección. Parece una como cualquier otra.'],
      [
        'En vuelo',
        'Cada mensaje pasa directamente hasta ti. Cuenta cuando tu propio proveedor de correo lo ha aceptado.',
      ],
      ['Último vuelo', 'Llega el último mensaje, o se acaba el tiempo.'],
      ['Desaparecido', 'A todo remitente posterior se le dice que esa dirección no existe. Para siempre.'],
    ],
    lifeTitle: 'La vida de un alias',
    why: 'Preguntas',
    questions: [
      [
        '¿Se puede perder correo?',
        'No. Solo decimos a un remitente que un mensaje se ha aceptado cuando lo ha dicho tu propio servidor de correo. Si no está disponible, se pide al remitente que vuelva a intentarlo, y lo hace.',
      ],
      [
        '¿Y si alguien intenta agotarlo?',
        'Solo cuenta un mensaje que se te haya entregado. Sondear, interrumpir o ser rechazado no gasta nada.',
      ],
      [
        '¿Queda oculta una respuesta?',
        'No. El correo entra por el alias, pero lo que envías sale de tu dirección real y la muestra.',
      ],
      [
        '¿Puede revelar mi dirección un aviso de devolución?',
        'No. Diga lo que diga tu servidor de correo, los remitentes reciben nuestras propias palabras. Tu dirección no está en ninguna de ellas.',
      ],
      [
        '¿Puedo clasificar por alias?',
        'Añade un signo más y lo que quieras: el correo a nombre+tienda@ llega al mismo alias que nombre@.',
      ],
      [
        '¿Y si pierdo la clave y el enlace?',
        'Entonces el alias ya no se puede cambiar. Aun así, caduca como estaba acordado.',
      ],
    ],
  },

  privacy: {
    title: 'Privacidad',
    lead: 'Qué sabe este servicio, dónde y durante cuánto tiempo.',
    what: 'Qué',
    where: 'Dónde y cómo',
    until: 'Hasta cuándo',
    kept: [
      [
        'Tu dirección real y tu etiqueta',
        'En nuestra base de datos, cifradas con una clave que se forma con el secreto del servidor y el propio alias. El alias no se almacena en ningún sitio, así que una base de datos robada no revela ninguna de las dos.',
        'Cuando muere el alias; en las dos horas siguientes',
      ],
      [
        'Límites, contadores y fechas de un alias',
        'En nuestra base de datos, legibles, guardados bajo una huella del alias (un hash con clave): el servidor la calcula con su secreto, y nadie puede obtener el alias a partir de ella.',
        'Cuando muere el alias; en las dos horas siguientes',
      ],
      [
        'Un mensaje en camino',
        'Su remitente, su tamaño y su cabecera dejan una huella así mientras no es seguro que tu servidor de correo lo haya aceptado.',
        'Cuando es seguro; como máximo, cinco días',
      ],
      [
        'Que un nombre se usó',
        'Una huella así y nada más, para que nadie obtenga tu alias muerto.',
        'Para siempre',
      ],
      [
        'Cómo terminó un alias',
        'Cuándo, por quién o por qué, cuántos mensajes llegaron por él y el hash de la última parte de su enlace: para quien tenga el enlace.',
        'Treinta días después de su fin',
      ],
      [
        'El enlace que gestiona un alias',
        'Solo un hash de su última parte.',
        'Treinta días después de la muerte del alias',
      ],
      [
        'Una clave',
        'Tu dirección real, el nombre de la clave y la lista de sus alias, cifrados con la propia clave, que no se almacena: sin ella, ni nosotros ni un ladrón podemos saber de quién es.',
        'Cuando le pones fin, o tras 400 días sin usarla',
      ],
      [
        'El enlace de cada mensaje',
        'En ningún sitio: se calcula a partir del alias y del secreto del servidor.',
        'Cuando muere el alias',
      ],
      [
        'A quién se avisa cuando se devuelve un mensaje',
        'Por lo general, en ningún sitio: va escrito en la dirección de retorno del mensaje, que tu servidor de correo ve. Lo que no cabe está en nuestra base de datos, cifrado con una clave que solo da esa dirección de retorno.',
        'Diez días después del mensaje',
      ],
      [
        'Que se te preguntó si se te puede reenviar correo',
        'En nuestra base de datos: de qué trata la pregunta, cifrado con una clave que solo da su enlace; y cuándo se envió, bajo una huella de tu dirección.',
        'Un mes; un día',
      ],
      [
        'Cuándo se te envió un mensaje de prueba',
        'En nuestra base de datos, bajo una huella de tu dirección.',
        'Un día',
      ],
      [
        'Que no quieres que se te vuelva a preguntar',
        'En nuestra base de datos, como una huella de tu dirección.',
        'Para siempre, o hasta que el administrador lo retire',
      ],
      [
        'Lo que el administrador ha bloqueado',
        'En nuestra base de datos: una dirección real, como una huella así; los dominios y las direcciones IP, tal cual.',
        'Cuando el administrador lo retira',
      ],
      ['El correo', 'Pasa por la memoria según llega. Nunca por un disco.', 'En cuanto ha pasado'],
      [
        'Cuándo llegaron mensajes y cómo acabaron',
        'Solo en memoria, para el gráfico de la página del alias.',
        'Cuando el servicio se reinicia, o lo desplazan otros más recientes',
      ],
      [
        'Direcciones IP de visitantes y de servidores remitentes, y direcciones reales solicitadas',
        'Solo en memoria, para limitar cuánto puede pedir cada uno en un tiempo.',
        'Cuando ese tiempo ha pasado; una hora como máximo, si no se configura otra cosa',
      ],
      [
        'Registros',
        'Qué tipo de solicitud, cómo acabó y cuánto tardó. Ningún alias, ninguna dirección real, ningún remitente, ningún asunto, ningún enlace.',
        'Según conserve los registros el administrador',
      ],
      [
        'Claves y enlaces de alias, y lo último que escribiste en la página principal, incluida tu dirección real',
        'En el almacenamiento de tu propio navegador, si no eliges otra cosa. Las claves y los enlaces se nos envían cuando los usas, y no se guardan.',
        'Cuando pulsas allí «Olvidar todo»',
      ],
      [
        'La página principal tal como la enviaste, si algo en ella no era correcto y los scripts están desactivados',
        'En la caché de tu navegador, para que el botón Atrás la muestre sin volver a enviarla.',
        'Tu navegador vacía su caché',
      ],
      [
        'Una página que dice que no hay conexión',
        'En tu navegador, una vez instalado este sitio. Allí no se guarda ninguna otra página.',
        'Cuando desinstalas el sitio',
      ],
    ],
    not: 'Lo que no hay',
    nots: [
      'Ni cuentas, ni cookies, ni analíticas, y no se carga nada de terceros.',
      'Ninguna copia de tu correo, ni siquiera un instante en un disco.',
      'Ninguna forma de listar los alias de una persona, ni para nosotros ni para un ladrón.',
    ],
    others: 'Lo que ven otros',
    othersHint:
      'Tu servidor de correo ve quién te escribe, como siempre. Quien administra este servicio podría leer el correo a su paso, como en cualquier servidor de correo del camino: usa uno en el que confíes, o monta el tuyo. Si el administrador consulta listas de fuentes de spam, estas conocen la dirección IP de cada servidor que envía correo aquí y de quien crea un alias.',
  },

  api: {
    title: 'API',
    lead: (link) =>
      html`Todo lo que hacen estas páginas puede hacerlo un programa. El ${link('documento OpenAPI')} es la referencia; esta página sale de él, en inglés como él.`,
    start: 'En un minuto',
    startHint: 'Pega esto en un terminal, línea a línea.',
    calls: 'Llamadas',
    body: 'Cuerpo',
    field: 'Campo',
    type: 'Tipo',
    meaning: 'Significado',
    required: 'obligatorio',
    answers: 'Respuestas',
    token: 'Necesita el token del alias, o la clave con la que se creó: Authorization: Bearer TOKEN.',
    key: 'Necesita una clave: Authorization: Bearer KEY.',
    errors:
      'Los errores son application/problem+json (RFC 9457). Un alias desconocido, uno muerto y un token equivocado reciben el mismo 404.',
  },

  problems: {
    title: 'Problemas de la API',
    lead: 'El tipo de un problema lleva aquí, a su explicación. Las explicaciones están en inglés.',
    codes: 'Códigos de error',
    codesLead:
      'Cada uno de los errores de un problema tiene un campo, un código y estas palabras para personas, con los límites aplicables.',
  },

  managers: {
    title: 'En tu gestor de contraseñas',
    lead: 'Los gestores de contraseñas pueden crear un alias allí donde escribes una dirección. Conocen addy.io y SimpleLogin, y este servidor entiende lo que entienden ellos: elige uno de los dos y escribe este servidor y una de sus claves.',
    picture: 'Un formulario con cuatro campos: servicio, servidor, clave y dominio, rellenados como abajo',
    values: 'Qué escribir',
    service: 'Servicio',
    server: 'Servidor',
    key: 'Clave',
    domain: 'Dominio',
    copyServer: 'Copiar el servidor',
    copyDomain: 'Copiar el dominio',
    keyHint:
      'Va donde se pide la clave API. Recibes una con tu primer alias, o te la da quien administra este servicio. Contiene tu dirección y los límites de los alias nuevos: quien la tenga crea alias en tu nombre.',
    clients: [
      {
        id: 'bitwarden',
        name: 'Bitwarden y Vaultwarden',
        steps: [
          'Abre el Generador, luego Nombre de usuario, y elige Alias de correo reenviado.',
          'Servicio: addy.io. (SimpleLogin también sirve, y no pide ningún dominio.)',
          'Clave API: tu clave.',
          'Dominio de correo electrónico: el dominio de arriba.',
          'URL del servidor autoalojado: el servidor de arriba. Después, genera.',
        ],
        hint: 'En la caja fuerte web, el servidor de esta debe permitir el nuestro: en Vaultwarden, con ALLOWED_CONNECT_SRC.',
      },
      {
        id: 'keyguard',
        name: 'Keyguard',
        steps: [
          'Abre el generador y, en él, los reenvíos de correo.',
          'Añade uno y elige addy.io.',
          'Clave API: tu clave.',
          'Dominio: el dominio de arriba.',
          'URL del servidor: el servidor de arriba. Después, elígelo en el generador.',
        ],
      },
      {
        id: 'addy',
        name: 'La extensión de addy.io',
        steps: [
          'Instálala, ábrela y elige cambiar de instancia.',
          'Instancia: el servidor de arriba.',
          'Token de API: tu clave.',
          'Crea un alias con su botón, su atajo o su menú contextual.',
          'También lista, busca, pausa y elimina lo que ha creado esta clave.',
        ],
      },
      {
        id: 'simplelogin',
        name: 'La extensión de SimpleLogin',
        steps: [
          'Instálala, ábrela y elige los ajustes para tu propio servidor.',
          'URL de la API: el servidor de arriba.',
          'Elige iniciar sesión con una clave API y escribe tu clave.',
          'Crea un alias con un nombre propio, o uno aleatorio.',
          'También lista, busca, pausa y elimina lo que ha creado esta clave.',
        ],
      },
    ],
    phone: 'En tu teléfono, sin gestor de contraseñas',
    phoneSteps: [
      'En el menú del navegador, instala este sitio: Añadir a pantalla de inicio.',
      'En el formulario de una tienda, abre el menú del navegador y elige Compartir, luego Mayfly.',
      'Se abre el formulario de este sitio, con el nombre de la tienda como etiqueta. No se crea ni se guarda nada hasta que pulsas el botón.',
      'Copia el alias y vuelve atrás.',
    ],
    phoneHint:
      'Compartir con un sitio instalado funciona en los navegadores Chromium de Android, no en el iPhone.',
    limits: 'Límites distintos de los de la clave',
    limitsHint:
      'En el campo del dominio, escríbelos delante: un número de mensajes (x), de horas (h), de días (d) o de semanas (w), o uno de cada.',
    examples: [
      ['3x', 'caduca tras 3 mensajes'],
      ['7d', 'caduca tras 7 días'],
      ['3x.7d', 'caduca tras 3 mensajes y, como muy tarde, tras 7 días'],
    ],
    differences: 'Lo que aquí es diferente',
    different: [
      'Eliminado es desaparecido para siempre: ninguna dirección se vuelve a dar jamás. Pausa lo que quizá quieras recuperar.',
      'Un alias agotado desaparece por sí solo de las listas.',
      'No se puede responder a través de un alias.',
      'No hay cuentas ni contraseñas: inicia sesión con una clave.',
    ],
  },

  operators: {
    title: 'Para administradores',
    lead: 'Mayfly es un único programa y no necesita nada más. Úsalo para ti, tu familia o tu empresa.',
    steps: [
      [
        'Haz que un dominio apunte a él',
        'Un registro MX para el dominio de los alias, un nombre de host con un DNS inverso que coincida, el puerto 25 abierto.',
      ],
      ['Di adónde va el correo', 'Un smarthost que acepte correo para tus usuarios: MAYFLY_NEXT_HOP.'],
      [
        'Activa TLS',
        'Con MAYFLY_ACME y MAYFLY_HTTPS_LISTEN obtiene sus propios certificados, para el sitio web y para el correo. O bien un proxy inverso para el sitio web, y MAYFLY_TLS_CERT con MAYFLY_TLS_KEY para STARTTLS.',
      ],
      [
        'Vigílalo',
        'Si está vivo, en /healthz; si está listo, en /readyz; una línea de registro JSON por cada cosa que ocurre.',
      ],
      [
        'Haz copias de seguridad',
        'La base de datos y el secreto, por separado. Sin el secreto, la base de datos no revela nada a nadie.',
      ],
    ],
    example: 'Un ejemplo',
    limits: 'Límites de este servicio',
    maxUses: 'Mensajes de un alias, como máximo',
    maxTime: 'Vida de un alias, como máximo',
    domains: 'Dominios',
    none: 'sin límite',
    abuse: 'Quién administra este servicio y dónde denunciar abusos',
  },
  proof: {
    working:
      'Un momento: tu navegador hace un cálculo para este servicio, para que nadie pueda pedir miles de alias a la vez.',
    failed: 'No se ha podido acceder al servicio. Vuelve a intentarlo.',
    insecure:
      'Tu navegador solo hace el cálculo necesario con una conexión cifrada. Abre esta página con https://.',
    missing:
      'Todavía no se ha creado nada. Para evitar avalanchas, tu navegador tiene que calcular durante un segundo, y para eso hace falta JavaScript. Actívalo en esta página y envía el formulario otra vez, o pide una clave al administrador.',
    refused: 'El cálculo de tu navegador llegó demasiado tarde, o dos veces. Envía el formulario otra vez.',
    needsScript:
      'Para crear un alias aquí, tu navegador tiene que calcular durante un segundo, para que nadie pueda pedir miles a la vez. Para eso hace falta JavaScript: actívalo en esta página, o pide una clave al administrador.',
  },
  operator: {
    title: 'Quién administra este servicio',
    runBy: (name) => `Este servicio lo administra ${name}.`,
    nameless: (domain) => `Esto es Mayfly en ${domain}. Quien lo administra no ha indicado aquí su nombre.`,
    abuse: 'Denunciar un abuso',
    report: (contact) =>
      html`¿Se usó una dirección de este servicio para engañarte, o un mensaje dice venir de aquí? Escribe a ${contact}.`,
    reportHints: [
      'Indica la dirección de este servicio: con ella, el administrador puede examinarla y ponerle fin.',
      'Envía el propio mensaje como adjunto, con su cabecera completa. Sin ella, nadie puede saber por dónde llegó.',
      'El servicio tampoco le dice al administrador de quién es la dirección: el destino del correo está cifrado, y los mensajes no se guardan.',
    ],
    noContact:
      'Aquí no hay configurada ninguna dirección para denuncias. Pregunta al titular de la dirección IP; los registros de Internet dicen quién es.',
    unwanted: 'Recibes correo que no quieres',
    unwantedHint:
      'Si te llega correo por una dirección de este servicio, una línea de su cabecera, Mayfly-Stop, contiene un enlace que detiene esa dirección. También puedes pedir al administrador que bloquee tu propia dirección para siempre: entonces ya no se le reenvía nada, lo pida quien lo pida.',
    refused: 'Aquí se rechaza tu correo',
    refusedHint:
      'Un rechazo 550 5.1.1 dice que una dirección ha desaparecido para siempre, y que quien te la dio así lo quiso. Cualquier otro rechazo dice en la misma línea de qué se trata. Quien administra el servicio lee lo que se envía a postmaster en su dominio.',
  },

  errors: {
    home: 'Volver a la página principal',
    noQuestion: [
      'Esa pregunta no existe',
      'El enlace no está completo, o tiene más de un mes. Vuelve a abrirlo desde el mensaje, o cópialo entero.',
    ],
    noAlias: ['Ese alias no existe', 'Nunca existió, ha desaparecido para siempre, o este no es su enlace.'],
    foreign: [
      'Eso venía de otro sitio',
      'Solo se aceptan formularios de estas páginas. No se ha cambiado nada. Ve a la propia página y vuelve a intentarlo.',
    ],
    away: 'No se puede acceder al servicio. No se ha cambiado nada. Vuelve a intentarlo en un momento.',
    tooMany: (wait) => `Demasiados alias en poco tiempo. Vuelve a intentarlo dentro de ${wait}.`,
    tooManyOfKey: (wait) =>
      `Esta clave ya ha creado hoy todos los alias que puede. Vuelve a intentarlo dentro de ${wait}.`,
    byStatus: {
      400: [
        'Eso no se ha podido leer',
        'El formulario llegó dañado. No se ha cambiado nada. Vuelve atrás e inténtalo de nuevo.',
      ],
      403: [
        'No desde esta dirección',
        'Tu dirección IP está en una lista de fuentes de spam, o el administrador la ha bloqueado. Pide allí que la retiren, escribe al administrador o entra desde otra red.',
      ],
      404: ['Aquí no hay nada', 'No hay ninguna página en esta dirección.'],
      405: ['Así no', 'Esta dirección espera otro tipo de solicitud. No se ha cambiado nada.'],
      408: ['Demasiado lento', 'La solicitud tardó demasiado en llegar. Vuelve a intentarlo.'],
      412: ['Cambió entretanto', 'Ya no está como cuando lo viste. No se ha cambiado nada.'],
      413: [
        'Demasiado grande',
        'Es más de lo que cabe en un formulario nuestro (16 KiB). No se ha cambiado nada.',
      ],
      415: [
        'No es un formulario',
        'Esta dirección espera lo que envían los formularios de estas páginas. No se ha cambiado nada.',
      ],
      421: [
        'Otro nombre',
        'Este servicio no se conoce por el nombre de host de la dirección. No se ha cambiado nada.',
      ],
      429: [
        'Demasiados cambios',
        'Se cambió demasiado en poco tiempo. Ahora no se ha cambiado nada. Vuelve a intentarlo dentro de un minuto.',
      ],
      500: ['Algo ha fallado aquí', 'Es culpa nuestra, no tuya. Vuelve a intentarlo en un momento.'],
      503: [
        'Ahora no',
        'El servicio no puede responder en este momento. No se ha cambiado nada. Vuelve a intentarlo en un momento.',
      ],
    },
    other: ['Eso no ha funcionado', 'No se ha cambiado nada. Vuelve atrás e inténtalo de nuevo.'],
  },

  clients: {
    badKey: ['Clave desconocida', 'La clave no está completa, o se ha revocado.'],
    badBody: ['Solicitud incorrecta', 'La solicitud no es un objeto JSON.'],
    noAlias: ['Ese alias no existe', 'El alias ha desaparecido para siempre, o lo creó otra clave.'],
    sameId: [
      'Dos alias con el mismo número',
      'Dos alias de esta clave tienen aquí el mismo número. Gestiona este en el sitio web.',
    ],
    noRestore: [
      'Desaparecido para siempre',
      'Un alias desaparecido no se puede restaurar: su dirección nunca se vuelve a usar.',
    ],
    noReplies: [
      'Aquí no se responde a través de un alias',
      'El correo pasa por un alias en un solo sentido. Una respuesta saldría de tu dirección real.',
    ],
    noPasswords: [
      'Escribe una clave de este servidor como clave API',
      'Este servidor no tiene cuentas ni contraseñas. Usa una de sus claves donde se pide la clave API.',
    ],
    unconfirmed: [
      'Aún sin permiso',
      'El titular del buzón aún no ha dado su permiso. La pregunta está en ese buzón.',
    ],
    fullKey: [
      'Demasiados alias vivos',
      'Esta clave tiene el número máximo de alias vivos. Elimina uno, o espera a que uno caduque.',
    ],
    noLimits: (domain) => [
      'La clave no pone límites',
      `La clave no dice ni para cuántos mensajes ni por cuánto tiempo. Indícalo en la clave${domain === undefined ? '' : `, o escríbelo delante del dominio: 3x.7d@${domain}`}.`,
    ],
    badDomain: (domain) => [
      'No es un dominio',
      `Escribe un dominio, o límites y un dominio: 3x.7d@${domain} son 3 mensajes y 7 días. Las horas son h, los días d, las semanas w.`,
    ],
    badSuffix: [
      'Terminación desconocida',
      'Esta terminación de nombre no es de las nuestras. Vuelve a elegir una.',
    ],
    invalid: 'No es posible',
    tooMany: (wait) => [
      'Demasiadas solicitudes',
      `Demasiadas solicitudes en poco tiempo. Vuelve a intentarlo dentro de ${wait}.`,
    ],
  },

  sandbox: {
    title: 'Zona de pruebas',
    lead: 'Una prueba: los mensajes acaban aquí, en memoria, y no van a ningún sitio. Solo se pueden ver desde este equipo.',
    leadPublic:
      'Una prueba: los mensajes acaban aquí, en memoria, y no van a ningún sitio. Puede leerlos cualquiera que acceda a esta página.',
    none: 'No ha llegado nada.',
    noneHint: 'Envía un mensaje a uno de tus alias y aparecerá aquí por sí solo.',
    from: 'De',
    to: 'Para',
    at: 'Recibido',
    size: (octets) => `${octets} bytes`,
    through: 'A través de',
    bounce: '<> (un aviso de devolución)',
    html: 'Como HTML',
    htmlHint:
      'Se muestra sin scripts, formularios ni imágenes de otros sitios; sus enlaces no llevan a ninguna parte.',
    noSubject: '(sin asunto)',
    noText: 'Este mensaje no contiene ni texto sin formato ni HTML. Su código fuente está abajo.',
    download: 'Descargar',
    header: 'Cabecera',
    source: 'Código fuente',
    cut: 'Demasiado largo para mostrarse entero.',
    cutKept: 'Demasiado largo para conservarse entero.',
  },

  faultTexts: esFaults,
  fault: (fault) => formatFault(esFaults, fault),
  faults: {
    target: 'Escribe la dirección a la que debe llegar tu correo.',
    span: 'Escribe un número mayor que 0.',
    endless:
      'Esto y «cualquier número de mensajes» no pueden ir juntos: una dirección necesita un final. Elige un plazo o un número.',
    name: 'Escribe el nombre que quieras, o elige otro tipo.',
  },
};
