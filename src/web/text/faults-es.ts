// SPDX-License-Identifier: MIT
import type { FaultTexts } from '../../alias/fault.ts';

/** Faults in Spanish, each a whole sentence. */
export const esFaults: FaultTexts = {
  required: () => 'Este campo es obligatorio.',
  invalid: () => 'Este valor no es posible aquí.',
  unknownField: () => 'Esta solicitud no tiene ningún campo con ese nombre.',
  notAnObject: () => 'Aquí se espera un objeto JSON.',
  notText: () => 'Aquí se espera texto.',
  notAChoice: ({ values }) => `Valores posibles: ${values.join(' o ')}.`,
  contradicts: ({ other }) => `Este valor contradice ${other}; indica solo uno de los dos.`,
  notTogether: ({ other }) => `Este campo no se puede indicar junto con ${other}.`,

  notAnAddress: () => 'Escribe una dirección de correo, como nombre@example.org.',
  localPartNotAscii: () => 'Antes de la @ solo se admiten caracteres ASCII, es decir, sin tildes ni eñes.',
  notPlain: () => 'Escribe la dirección sin más: nombre@dominio, sin comillas ni espacios.',
  domainNotFull: () => 'Después de la @ debe ir un nombre de dominio completo, como example.org.',
  addressTooLong: ({ max }) => `Una dirección puede tener como máximo ${max} caracteres.`,
  ownDomain: () => 'La dirección no puede ser de un dominio de este servicio.',
  targetNotServed: () => 'Este servicio no reenvía correo a esa dirección.',
  takesNoMail: () => 'Ese dominio no puede recibir correo: no existe o no lo acepta.',
  targetOfKey: () => 'No indiques ninguna dirección junto con una clave: ya tiene la suya.',

  nameLength: ({ min, max }) => `Un nombre tiene de ${min} a ${max} caracteres.`,
  nameCharacters: () => 'Se admiten letras de la a a la z, cifras, puntos, guiones y guiones bajos.',
  nameEnds: () => 'Un nombre empieza y termina por una letra o una cifra.',
  nameDots: () => 'No puede haber dos puntos seguidos.',
  nameReserved: () => 'Este nombre está reservado.',
  nameTaken: () => 'Este nombre ya está en uso o lo estuvo. Elige otro.',
  domainUnknown: ({ domains }) => `Dominios posibles: ${domains.join(', ')}.`,
  noteTooLong: ({ max }) => `Una etiqueta puede tener como máximo ${max} caracteres.`,
  noteControl: () => 'No se admiten saltos de línea ni caracteres de control.',

  limitRequired: () => 'Hace falta al menos un límite: un número de mensajes o un plazo.',
  notACount: () => 'Escribe un número entero a partir de 1.',
  outOfRange: ({ min, max }) => `Escribe un número entero de ${min} a ${max}.`,
  notDays: () => 'Escribe un número de días mayor que 0.',
  notADuration: () => 'Escribe una duración ISO 8601, como P3D, PT12H o P1DT6H.',
  calendarDuration: () => 'Los años y los meses no tienen una duración fija; usa días, como P30D.',
  notAnInstant: () => 'Escribe un instante RFC 3339 con su desfase horario, como 2027-01-31T12:00:00Z.',
  zeroDuration: () => 'La duración debe ser mayor que cero.',
  notInFuture: () => 'Este momento debe estar en el futuro.',
  tooManyUses: ({ max }) => `Este servicio permite como máximo ${max} mensajes.`,
  tooLong: ({ maxDays }) => `Este servicio permite como máximo ${maxDays} días.`,
  tooLongFromStart: ({ maxDays }) =>
    `Contando desde validFrom, este servicio permite como máximo ${maxDays} días.`,
  notAfterStart: () => 'El final debe ser posterior a validFrom.',
  belowSpent: () => 'Este número es menor que el de los mensajes ya recibidos.',
  endsAtOnce: () => 'El alias terminaría de inmediato; mejor destrúyelo.',
  unconfirmed: () =>
    'No se puede cambiar nada hasta que el titular de la dirección real haya dado su permiso.',
};
