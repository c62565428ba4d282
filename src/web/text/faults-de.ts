// SPDX-License-Identifier: MIT
import type { FaultTexts } from '../../alias/fault.ts';

/** Faults in German, each a whole sentence. */
export const deFaults: FaultTexts = {
  required: () => 'Diese Angabe fehlt.',
  invalid: () => 'Diese Angabe ist hier nicht möglich.',
  unknownField: () => 'Diese Angabe gibt es hier nicht.',
  notAnObject: () => 'Hier gehört ein JSON-Objekt hin.',
  notText: () => 'Hier gehört Text hin.',
  notAChoice: ({ values }) => `Möglich ist: ${values.join(' oder ')}.`,
  contradicts: ({ other }) => `Das widerspricht ${other}. Gib nur eines von beiden an.`,
  notTogether: ({ other }) => `Das geht nicht zusammen mit ${other}.`,

  notAnAddress: () => 'Hier gehört eine Mailadresse hin, etwa name@example.org.',
  localPartNotAscii: () =>
    'Vor dem @ sind nur Buchstaben ohne Umlaute, Ziffern und einfache Satzzeichen möglich.',
  notPlain: () => 'Schreib die Adresse schlicht als name@domain, ohne Anführungs- und Leerzeichen.',
  domainNotFull: () => 'Nach dem @ gehört eine ganze Domain hin, etwa example.org.',
  addressTooLong: ({ max }) => `Eine Adresse hat höchstens ${max} Zeichen.`,
  ownDomain: () => 'Ein Alias kann nicht auf eine Adresse dieses Dienstes zeigen.',
  targetNotServed: () => 'Dieser Dienst leitet nicht an diese Adresse weiter.',
  takesNoMail: () =>
    'An diese Domain lässt sich nichts zustellen: Es gibt sie nicht, oder sie nimmt keine Post an.',
  targetOfKey: () => 'Mit einem Schlüssel entfällt die Zieladresse: Er hat seine eigene.',

  nameLength: ({ min, max }) => `Ein Name hat ${min} bis ${max} Zeichen.`,
  nameCharacters: () => 'Möglich sind Buchstaben a bis z, Ziffern, Punkte, Binde- und Unterstriche.',
  nameEnds: () => 'Am Anfang und am Ende steht ein Buchstabe oder eine Ziffer.',
  nameDots: () => 'Zwei Punkte hintereinander sind nicht möglich.',
  nameReserved: () => 'Dieser Name ist dem Betreiber vorbehalten.',
  nameTaken: () => 'Diesen Namen gibt es schon, oder es gab ihn einmal. Wähl einen anderen.',
  domainUnknown: ({ domains }) => `Möglich sind: ${domains.join(', ')}.`,
  noteTooLong: ({ max }) => `Eine Bezeichnung hat höchstens ${max} Zeichen.`,
  noteControl: () => 'Zeilenumbrüche und Steuerzeichen sind nicht möglich.',

  limitRequired: () => 'Mindestens eine Grenze ist nötig: Nachrichten oder Zeit.',
  notACount: () => 'Hier gehört eine ganze Zahl ab 1 hin.',
  outOfRange: ({ min, max }) => `Hier gehört eine ganze Zahl von ${min} bis ${max} hin.`,
  notDays: () => 'Hier gehört eine Zahl von Tagen über 0 hin.',
  notADuration: () => 'Hier gehört eine Dauer nach ISO 8601 hin, etwa P3D, PT12H oder P1DT6H.',
  calendarDuration: () => 'Jahre und Monate sind verschieden lang. Nimm Tage, etwa P30D.',
  notAnInstant: () => 'Hier gehört ein Zeitpunkt nach RFC 3339 hin, etwa 2027-01-31T12:00:00Z.',
  zeroDuration: () => 'Diese Dauer muss länger als null sein.',
  notInFuture: () => 'Dieser Zeitpunkt muss in der Zukunft liegen.',
  tooManyUses: ({ max }) => `Höchstens ${max} erlaubt dieser Dienst.`,
  tooLong: ({ maxDays }) => `Höchstens ${maxDays} Tage erlaubt dieser Dienst.`,
  tooLongFromStart: ({ maxDays }) =>
    `Vom Beginn an gerechnet erlaubt dieser Dienst höchstens ${maxDays} Tage.`,
  notAfterStart: () => 'Das Ende muss nach dem Beginn liegen.',
  belowSpent: () => 'So viele Nachrichten sind schon angekommen oder mehr.',
  endsAtOnce: () => 'Das würde den Alias sofort beenden. Dafür gibt es „Löschen“.',
  unconfirmed: () => 'Erst muss zustimmen, wem die echte Adresse gehört.',
};
