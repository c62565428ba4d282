// SPDX-License-Identifier: MIT
/** A field of a message's header, lines that are no field of their own included. */
export interface HeaderField {
  /** In lower case, without white space. */
  readonly name: string;
  /** All its lines, each with its CRLF. */
  readonly octets: Buffer;
  readonly lines: number;
}

/**
 * Splits a header block into its fields. A line that begins no field belongs to the one above, and a name may be folded
 * from its colon (RFC 5322 §4.5.8): the reading of `mailauth`, so that both see the same fields.
 */
export function splitHeader(header: Buffer): readonly HeaderField[] {
  const lines = header
    .toString('latin1')
    .split('\r\n')
    .filter((line) => line !== '');
  const fields: HeaderField[] = [];
  for (let at = 0; at < lines.length; ) {
    let end = at + 1;
    while (end < lines.length && !beginsField(lines, end)) end += 1;
    fields.push(fieldOf(lines.slice(at, end)));
    at = end;
  }
  return fields;
}

const fieldStart = /^[!-9;-~]+[ \t]*:/;
const nameAlone = /^[!-9;-~]+[ \t]*$/;
const foldedColon = /^[ \t]*:/;

function beginsField(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  return fieldStart.test(line) || (nameAlone.test(line) && foldedColon.test(lines[at + 1] ?? ''));
}

function fieldOf(lines: readonly string[]): HeaderField {
  const [first = ''] = lines;
  const colonAt = first.indexOf(':');
  const name = (colonAt === -1 ? first : first.slice(0, colonAt)).trim().toLowerCase();
  return { name, octets: Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1'), lines: lines.length };
}
