// SPDX-License-Identifier: MIT
import type { FaultTexts } from '../../alias/fault.ts';

/** Faults in Italian, each a whole sentence. */
export const itFaults: FaultTexts = {
  required: () => 'Questo campo è obbligatorio.',
  invalid: () => 'Questo valore qui non è possibile.',
  unknownField: () => 'Questo campo non fa parte della richiesta.',
  notAnObject: () => 'Qui serve un oggetto JSON.',
  notText: () => 'Qui serve un testo.',
  notAChoice: ({ values }) => `Valori possibili: ${values.join(' o ')}.`,
  contradicts: ({ other }) => `È in contraddizione con ${other}. Indica solo uno dei due.`,
  notTogether: ({ other }) => `Non si può indicare insieme a ${other}.`,

  notAnAddress: () => 'Qui serve un indirizzo email, ad esempio name@example.org.',
  localPartNotAscii: () => 'Prima della @ sono ammessi solo caratteri ASCII, senza accenti.',
  notPlain: () => 'Scrivi l’indirizzo nella forma semplice nome@dominio, senza virgolette né spazi.',
  domainNotFull: () => 'Dopo la @ serve un dominio completo, ad esempio example.org.',
  addressTooLong: ({ max }) => `Un indirizzo può avere al massimo ${max} caratteri.`,
  ownDomain: () => 'Un alias non può puntare a un indirizzo di questo stesso servizio.',
  targetNotServed: () => 'Questo servizio non inoltra la posta a questo indirizzo.',
  takesNoMail: () => 'Questo dominio non può ricevere posta: non esiste oppure non ne accetta.',
  targetOfKey: () => 'Con una chiave l’indirizzo va omesso: la chiave ha già il suo.',

  nameLength: ({ min, max }) => `Il nome deve avere da ${min} a ${max} caratteri.`,
  nameCharacters: () => 'Sono ammessi lettere dalla a alla z, cifre, punti, trattini e trattini bassi.',
  nameEnds: () => 'Il nome deve iniziare e finire con una lettera o una cifra.',
  nameDots: () => 'Il nome non può contenere due punti di seguito.',
  nameReserved: () => 'Questo nome è riservato.',
  nameTaken: () => 'Questo nome è in uso o lo è stato in passato. Scegline un altro.',
  domainUnknown: ({ domains }) => `Domini possibili: ${domains.join(', ')}.`,
  noteTooLong: ({ max }) => `L’etichetta può avere al massimo ${max} caratteri.`,
  noteControl: () => 'Non sono ammessi caratteri di controllo né interruzioni di riga.',

  limitRequired: () => 'Serve almeno un limite: un numero di messaggi o una durata.',
  notACount: () => 'Qui serve un numero intero, da 1 in su.',
  outOfRange: ({ min, max }) => `Qui serve un numero intero da ${min} a ${max}.`,
  notDays: () => 'Qui serve un numero di giorni maggiore di 0.',
  notADuration: () => 'Qui serve una durata ISO 8601, ad esempio P3D, PT12H o P1DT6H.',
  calendarDuration: () =>
    'Anni e mesi non sono ammessi, perché la loro durata varia. Usa i giorni, ad esempio P30D.',
  notAnInstant: () =>
    'Qui servono data e ora secondo RFC 3339, con il fuso orario, ad esempio 2027-01-31T12:00:00Z.',
  zeroDuration: () => 'La durata deve essere maggiore di zero.',
  notInFuture: () => 'Data e ora devono essere nel futuro.',
  tooManyUses: ({ max }) => `Questo servizio ne consente al massimo ${max}.`,
  tooLong: ({ maxDays }) => `Questo servizio consente al massimo ${maxDays} giorni.`,
  tooLongFromStart: ({ maxDays }) =>
    `Questo servizio consente al massimo ${maxDays} giorni a partire da validFrom.`,
  notAfterStart: () => 'La fine deve venire dopo l’inizio, validFrom.',
  belowSpent: () => 'Il numero non può essere inferiore ai messaggi già arrivati.',
  endsAtOnce: () => 'Così l’alias finirebbe subito. Per questo c’è “Elimina”.',
  unconfirmed: () => 'Si può modificare solo dopo il consenso di chi possiede l’indirizzo vero.',
};
