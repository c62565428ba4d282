// SPDX-License-Identifier: MIT
import type { FaultTexts } from '../../alias/fault.ts';

/** Faults in Dutch, each a whole sentence. */
export const nlFaults: FaultTexts = {
  required: () => 'Dit is verplicht.',
  invalid: () => 'Dit is hier niet mogelijk.',
  unknownField: () => 'Dit veld bestaat niet in dit verzoek.',
  notAnObject: () => 'Dit moet een JSON-object zijn.',
  notText: () => 'Dit moet tekst zijn.',
  notAChoice: ({ values }) => `Mogelijk is: ${values.join(' of ')}.`,
  contradicts: ({ other }) => `Dit spreekt ${other} tegen. Geef een van beide op.`,
  notTogether: ({ other }) => `Dit kan niet samen met ${other} worden opgegeven.`,

  notAnAddress: () => 'Dit moet een e-mailadres zijn, zoals naam@example.org.',
  localPartNotAscii: () => 'Vóór de @ zijn alleen ASCII-tekens mogelijk, dus geen accenten.',
  notPlain: () => 'Dit moet een eenvoudig adres zijn: naam@domein, zonder aanhalingstekens of spaties.',
  domainNotFull: () => 'Na de @ moet een volledige domeinnaam staan, zoals example.org.',
  addressTooLong: ({ max }) => `Een adres heeft hooguit ${max} tekens.`,
  ownDomain: () => 'Een adres op een domein van deze dienst is hier niet mogelijk.',
  targetNotServed: () => 'Deze dienst stuurt geen post door naar dit adres.',
  takesNoMail: () => 'Aan dit domein kan geen post worden bezorgd: het bestaat niet, of neemt geen post aan.',
  targetOfKey: () => 'Laat dit weg bij een sleutel: die heeft een eigen adres.',

  nameLength: ({ min, max }) => `Een naam heeft ${min} tot ${max} tekens.`,
  nameCharacters: () => 'Mogelijk zijn letters a-z, cijfers, punten, koppeltekens en onderstrepingstekens.',
  nameEnds: () => 'Aan het begin en aan het einde moet een letter of een cijfer staan.',
  nameDots: () => 'Twee punten achter elkaar zijn niet mogelijk.',
  nameReserved: () => 'Deze naam is gereserveerd.',
  nameTaken: () => 'Deze naam is al gebruikt. Kies een andere.',
  domainUnknown: ({ domains }) => `Mogelijk zijn: ${domains.join(', ')}.`,
  noteTooLong: ({ max }) => `Een label heeft hooguit ${max} tekens.`,
  noteControl: () => 'Regeleinden en stuurtekens zijn niet mogelijk.',

  limitRequired: () => 'Minstens één limiet is nodig: een aantal berichten of een tijd.',
  notACount: () => 'Dit moet een geheel getal van 1 of meer zijn.',
  outOfRange: ({ min, max }) => `Dit moet een geheel getal van ${min} tot en met ${max} zijn.`,
  notDays: () => 'Dit moet een aantal dagen boven 0 zijn.',
  notADuration: () => 'Dit moet een duur volgens ISO 8601 zijn, zoals P3D, PT12H of P1DT6H.',
  calendarDuration: () => 'Jaren en maanden zijn niet altijd even lang. Gebruik dagen, zoals P30D.',
  notAnInstant: () => 'Dit moet een tijdstip volgens RFC 3339 met tijdzone zijn, zoals 2027-01-31T12:00:00Z.',
  zeroDuration: () => 'Deze duur moet langer dan nul zijn.',
  notInFuture: () => 'Dit tijdstip moet in de toekomst liggen.',
  tooManyUses: ({ max }) => `Deze dienst staat hooguit ${max} toe.`,
  tooLong: ({ maxDays }) => `Deze dienst staat hooguit ${maxDays} dagen toe.`,
  tooLongFromStart: ({ maxDays }) =>
    `Gerekend vanaf het begin staat deze dienst hooguit ${maxDays} dagen toe.`,
  notAfterStart: () => 'Het einde moet na het begin liggen.',
  belowSpent: () => 'Er zijn al meer berichten aangekomen dan dit aantal.',
  endsAtOnce: () => 'Dit zou de alias meteen beëindigen. Gebruik daarvoor “Opheffen”.',
  unconfirmed: () =>
    'Dit kan pas worden gewijzigd als de eigenaar van het echte adres toestemming heeft gegeven.',
};
