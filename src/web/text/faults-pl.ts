// SPDX-License-Identifier: MIT
import type { FaultTexts } from '../../alias/fault.ts';

/** Faults in Polish, each a whole sentence. */
export const plFaults: FaultTexts = {
  required: () => 'To pole jest wymagane.',
  invalid: () => 'Tu nie jest to możliwe.',
  unknownField: () => 'Takiego pola nie ma w tym żądaniu.',
  notAnObject: () => 'To musi być obiekt JSON.',
  notText: () => 'To musi być tekst.',
  notAChoice: ({ values }) => `Możliwe wartości: ${values.join(' lub ')}.`,
  contradicts: ({ other }) => `To jest sprzeczne z ${other}. Podaj tylko jedno z nich.`,
  notTogether: ({ other }) => `Tego nie można podać razem z ${other}.`,

  notAnAddress: () => 'To musi być adres e-mail, na przykład nazwa@example.org.',
  localPartNotAscii: () => 'Przed znakiem @ mogą być tylko znaki ASCII, bez polskich liter.',
  notPlain: () => 'Podaj sam adres w postaci nazwa@domena, bez cudzysłowów i spacji.',
  domainNotFull: () => 'Po znaku @ musi być pełna nazwa domeny, na przykład example.org.',
  addressTooLong: ({ max }) => `Największa dozwolona długość adresu w znakach: ${max}.`,
  ownDomain: () => 'Nie można tu podać adresu w domenie tej usługi.',
  targetNotServed: () => 'Ta usługa nie przekazuje poczty na ten adres.',
  takesNoMail: () => 'Do tej domeny nie da się dostarczyć poczty: nie istnieje albo jej nie przyjmuje.',
  targetOfKey: () => 'Z kluczem należy to pominąć: klucz ma własny adres.',

  nameLength: ({ min, max }) => `Dozwolona długość nazwy w znakach: od ${min} do ${max}.`,
  nameCharacters: () => 'Dozwolone są litery a–z, cyfry, kropki, łączniki i podkreślenia.',
  nameEnds: () => 'Na początku i na końcu musi być litera lub cyfra.',
  nameDots: () => 'Dwie kropki obok siebie nie są dozwolone.',
  nameReserved: () => 'Ta nazwa jest zastrzeżona.',
  nameTaken: () => 'Ta nazwa jest lub była już zajęta. Wybierz inną.',
  domainUnknown: ({ domains }) => `Możliwe domeny: ${domains.join(', ')}.`,
  noteTooLong: ({ max }) => `Największa dozwolona długość etykiety w znakach: ${max}.`,
  noteControl: () => 'Podziały wierszy i znaki sterujące nie są dozwolone.',

  limitRequired: () => 'Potrzebny jest co najmniej jeden limit: liczba wiadomości lub czas.',
  notACount: () => 'To musi być liczba całkowita, co najmniej 1.',
  outOfRange: ({ min, max }) => `To musi być liczba całkowita od ${min} do ${max}.`,
  notDays: () => 'To musi być liczba dni większa od 0.',
  notADuration: () => 'To musi być czas trwania według ISO 8601, na przykład P3D, PT12H lub P1DT6H.',
  calendarDuration: () => 'Lata i miesiące mają różną długość. Podaj dni, na przykład P30D.',
  notAnInstant: () =>
    'To musi być chwila według RFC 3339 ze strefą czasową, na przykład 2027-01-31T12:00:00Z.',
  zeroDuration: () => 'Ten czas trwania musi być dłuższy niż zero.',
  notInFuture: () => 'Ta chwila musi leżeć w przyszłości.',
  tooManyUses: ({ max }) => `Ta usługa dopuszcza najwyżej ${max}.`,
  tooLong: ({ maxDays }) => `Najdłuższy czas w tej usłudze, w dniach: ${maxDays}.`,
  tooLongFromStart: ({ maxDays }) =>
    `Najdłuższy czas w tej usłudze, w dniach, licząc od początku: ${maxDays}.`,
  notAfterStart: () => 'Koniec musi być późniejszy niż początek.',
  belowSpent: () => 'Dotarło już więcej wiadomości, niż wynosi ta liczba.',
  endsAtOnce: () => 'To zakończyłoby alias natychmiast. Służy do tego „Usuń”.',
  unconfirmed: () => 'Można to zmienić dopiero, gdy zgodzi się właściciel prawdziwego adresu.',
};
