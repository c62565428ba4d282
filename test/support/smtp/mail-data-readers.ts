// SPDX-License-Identifier: MIT
/**
 * How servers read mail data: strictly, and in the loose ways that smuggling lives on. Written from RFC 5321 §4.5.2 and
 * from what was seen of real servers, slowly and on strings (one character an octet), with nothing of the code under test.
 */

/** One way to read. */
export interface Reader {
  readonly name: string;
  /** What it takes for the end of a line. */
  readonly lineEnd: RegExp;
  /** What it does to the octets before it looks at them. */
  readonly launder?: (text: string) => string;
  /** What it does to a line before it compares it with the final dot. */
  readonly trim?: (line: string) => string;
}

/** RFC 5321: CRLF ends a line and nothing else does. */
export const strictReader: Reader = { name: 'strict', lineEnd: /\r\n/ };

/** Readers that take for an end of data what is none. */
export const looseReaders: readonly Reader[] = [
  { name: 'LF ends a line', lineEnd: /\r?\n/ },
  { name: 'LF or CR ends a line', lineEnd: /\r\n|\n|\r/ },
  { name: 'LF, CR, CRLF or LFCR ends a line', lineEnd: /\r\n|\n\r|\n|\r/ },
  { name: 'any CRs before LF belong to the line end', lineEnd: /\r*\n/ },
  { name: 'CRs are dropped', lineEnd: /\r*\n/, trim: (line) => line.replaceAll('\r', '') },
  { name: 'NULs are dropped', lineEnd: /\r\n/, launder: (text) => text.replaceAll('\0', '') },
  {
    name: 'NULs are dropped, LF ends a line',
    lineEnd: /\r?\n/,
    launder: (text) => text.replaceAll('\0', ''),
  },
  { name: 'NUL ends a string', lineEnd: /\r?\n/, trim: (line) => line.replace(/\0.*$/s, '') },
  { name: 'NUL ends a line', lineEnd: /\r\n|\n|\0/ },
  { name: 'blanks behind the dot do not count', lineEnd: /\r?\n/, trim: (line) => line.trimEnd() },
];

/** A server without 8BITMIME as RFC 5321's forerunners had it: the eighth bit is cleared. */
export const sevenBitReader: Reader = {
  name: 'the eighth bit is cleared',
  lineEnd: /\r?\n/,
  launder: (text) => Buffer.from(Buffer.from(text, 'latin1').map((octet) => octet & 0x7f)).toString('latin1'),
};

/** Mail data up to its final dot, as a reader understands it. */
export interface ReadMailData {
  /** Lines without their ends, transparency dots removed. */
  readonly lines: readonly string[];
  /** What follows the final dot. */
  readonly rest: string;
}

/** Reads mail data; undefined when no final dot has come. */
export function readMailData(text: string, reader: Reader = strictReader): ReadMailData | undefined {
  const { lineEnd, launder = same, trim = same } = reader;
  const lines: string[] = [];
  let rest = launder(text);
  for (;;) {
    const end = lineEnd.exec(rest);
    if (end === null) return undefined;
    const line = rest.slice(0, end.index);
    rest = rest.slice(end.index + end[0].length);
    if (trim(line) === '.') return { lines, rest };
    lines.push(line.startsWith('.') ? line.slice(1) : line);
  }
}

const same = (text: string): string => text;

/** What a server with this reader makes of all that one client has sent to it: commands, and messages as text. */
export function replay(
  sent: string,
  reader: Reader,
): { readonly commands: string[]; readonly messages: string[] } {
  const commands: string[] = [];
  const messages: string[] = [];
  let rest = sent;
  for (;;) {
    const end = reader.lineEnd.exec(rest);
    if (end === null) return { commands, messages };
    const command = rest.slice(0, end.index);
    rest = rest.slice(end.index + end[0].length);
    commands.push(command);
    if (command.toUpperCase() !== 'DATA') continue;
    const read = readMailData(rest, reader);
    if (read === undefined) return { commands, messages };
    messages.push(read.lines.join('\n'));
    rest = read.rest;
  }
}

/** Whether mail data up to its final dot holds what two readers may read in two ways: CR, LF or NUL within a line. */
export function isAmbiguous({ lines }: ReadMailData): boolean {
  return lines.some((line) => /[\r\n\0]/.test(line));
}

/** The one form in which a message is passed on: its lines, a dot before each that begins with one. */
export function transferForm({ lines }: ReadMailData): string {
  return lines.map((line) => `${line.startsWith('.') ? '.' : ''}${line}\r\n`).join('');
}
