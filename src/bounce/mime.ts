// SPDX-License-Identifier: MIT
/** As much of MIME (RFC 2045, RFC 2046) as finding a delivery report takes. Text is latin1: octets as characters. */

/** A message, or a part of one. */
export interface Entity {
  /** Field bodies by lower-case name, unfolded; of a field that occurs twice, the first. */
  readonly header: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Most that is looked into, so that a bomb of parts is a small one. */
const maxParts = 50;
const maxDepth = 3;
const maxFields = 500;

/** Parses a message as far as it is there. Never throws. */
export function parseEntity(text: string): Entity {
  const end = /^\r?\n|\r?\n\r?\n/.exec(text);
  if (end === null) return { header: parseFields(text), body: '' };
  return { header: parseFields(text.slice(0, end.index)), body: text.slice(end.index + end[0].length) };
}

/** The fields of a header, or of a group of a delivery report, which has the same form. */
export function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/, maxFields)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** The media type in lower case; `text/plain` when the entity does not say. */
export function mediaTypeOf({ header }: Entity): string {
  return (header.get('content-type') ?? 'text/plain').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** A parameter of the content type, unquoted. */
export function parameterOf({ header }: Entity, name: string): string | undefined {
  const type = header.get('content-type') ?? '';
  const found = new RegExp(`;[ \\t]*${name}[ \\t]*=[ \\t]*(?:"([^"]*)"|([^;\\s"]+))`, 'i').exec(type);
  return found?.[1] ?? found?.[2];
}

/** The body with its transfer encoding taken off. */
export function decodedBody({ header, body }: Entity): string {
  const encoding = header.get('content-transfer-encoding')?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('latin1');
  if (encoding !== 'quoted-printable') return body;
  return body
    .replace(/=[ \t]*\r?\n/g, '')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The parts of a multipart entity and of the parts in it, in order; at most `maxParts`, at most `maxDepth` deep. */
export function partsOf(entity: Entity): readonly Entity[] {
  const found: Entity[] = [];
  collect(entity, maxDepth, found);
  return found;
}

function collect(entity: Entity, depth: number, found: Entity[]): void {
  const boundary = parameterOf(entity, 'boundary');
  if (depth === 0 || boundary === undefined || !mediaTypeOf(entity).startsWith('multipart/')) return;
  for (const text of splitParts(entity.body, boundary, maxParts - found.length)) {
    if (found.length >= maxParts) return;
    const part = parseEntity(text);
    found.push(part);
    collect(part, depth - 1, found);
  }
}

/** What stands between the delimiter lines, without preamble and epilogue; the last part may have been cut. */
function splitParts(body: string, boundary: string, max: number): string[] {
  const parts: string[] = [];
  const text = `\n${body}`;
  const delimiter = `\n--${boundary}`;
  let at = text.indexOf(delimiter);
  while (at >= 0 && parts.length < max) {
    const start = at + delimiter.length;
    if (text.startsWith('--', start)) break;
    const lineEnd = text.indexOf('\n', start);
    if (lineEnd < 0) break;
    at = text.indexOf(delimiter, lineEnd);
    parts.push(text.slice(lineEnd + 1, at < 0 ? undefined : at));
  }
  return parts;
}
