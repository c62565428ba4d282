/** What the alias service found wrong, in German: by its own words, else in words that fit the field. */
export function germanFault(field: string, message: string): string {
  for (const [pattern, words] of byMessage) {
    const found = pattern.exec(message);
    if (found !== null) return words.replace('$1', found[1] ?? '');
  }
  return byField[field] ?? 'Das ist so nicht möglich.';
}

const byMessage: readonly (readonly [RegExp, string])[] = [
  [/^must be a mail address/, 'Hier gehört eine Mailadresse hin, etwa name@example.org.'],
  [
    /^must have only ASCII characters before/,
    'Vor dem @ sind nur Buchstaben ohne Umlaute, Ziffern und Zeichen möglich.',
  ],
  [
    /^must be a plain address/,
    'Schreib die Adresse schlicht als name@domain, ohne Anführungs- und Leerzeichen.',
  ],
  [/^must have at most 64 characters before/, 'Vor dem @ sind höchstens 64 Zeichen möglich.'],
  [/^must have a full domain name/, 'Nach dem @ gehört eine ganze Domain hin, etwa example.org.'],
  [/^must be at most 254 characters/, 'Eine Adresse hat höchstens 254 Zeichen.'],
  [
    /^must not be at a domain of this service/,
    'Ein Alias kann nicht auf eine Adresse dieses Dienstes zeigen.',
  ],
  [/^must have 3 to 64 characters/, 'Ein Name hat 3 bis 64 Zeichen.'],
  [/^may have letters/, 'Möglich sind Buchstaben a bis z, Ziffern, Punkte, Binde- und Unterstriche.'],
  [/^must begin and end with/, 'Am Anfang und am Ende steht ein Buchstabe oder eine Ziffer.'],
  [/^must not have two dots/, 'Zwei Punkte hintereinander sind nicht möglich.'],
  [/^is reserved/, 'Dieser Name ist dem Betreiber vorbehalten.'],
  [/^is taken/, 'Diesen Namen gibt es schon, oder es gab ihn einmal. Wähl einen anderen.'],
  [/^must have at most 200 characters/, 'Eine Bezeichnung hat höchstens 200 Zeichen.'],
  [/^must not have control characters/, 'Zeilenumbrüche und Steuerzeichen sind nicht möglich.'],
  [/^must be at most (\d+)/, 'Höchstens $1 gewährt dieser Dienst.'],
  [/within (\d+) days/, 'Höchstens $1 Tage gewährt dieser Dienst.'],
  [/^must be one of (.+)$/, 'Möglich sind: $1.'],
  [/^would end the alias at once/, 'Das würde den Alias sofort beenden. Dafür gibt es „Löschen“.'],
];

const byField: Readonly<Record<string, string>> = {
  target: 'Diese Adresse geht nicht.',
  maxUses: 'Diese Zahl geht nicht.',
  validFor: 'Diese Zeit geht nicht.',
  name: 'Dieser Name geht nicht.',
  note: 'Diese Bezeichnung geht nicht.',
  domain: 'Diese Domain geht nicht.',
};
