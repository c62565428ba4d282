// SPDX-License-Identifier: MIT
import PostalMime, { type Address } from 'postal-mime';
import type { ReceivedMessage } from './message.ts';

/** What a person sees of a message: texts, decoded, to be shown as texts. */
export interface ReadableMessage {
  readonly id: string;
  /** Instant in ms. */
  readonly receivedAt: number;
  readonly reversePath: string;
  readonly recipients: readonly string[];
  readonly size: number;
  readonly subject: string;
  /** Who wrote it, as its header says. */
  readonly author: string;
  /** The alias that it came through, as our own trace field says. */
  readonly alias: string | undefined;
}

/** A message that was opened. */
export interface OpenMessage extends ReadableMessage {
  /** Header fields in their order, unfolded. */
  readonly header: readonly { readonly name: string; readonly value: string }[];
  /** Its plain text, if it has one. */
  readonly text: string | undefined;
  /** Its HTML as it came, which nobody may be shown but in a frame without rights. */
  readonly html: string | undefined;
  /** The message as it came, or its beginning. */
  readonly source: string;
  /** `shown`: there is more of it. `kept`: there was more. */
  readonly cut: 'shown' | 'kept' | undefined;
}

/** What a list needs: of the content, only the header is read. */
export async function summarise(message: ReceivedMessage): Promise<ReadableMessage> {
  const { id, receivedAt, reversePath, recipients, size, octets } = message;
  const beginning = beginningOf(octets, most.header);
  const end = beginning.indexOf('\r\n\r\n');
  const { subject, author, header } = await parse(end === -1 ? beginning : beginning.subarray(0, end + 4));
  return { id, receivedAt, reversePath, recipients, size, subject, author, alias: aliasIn(header) };
}

/** What its page needs, of very long messages the beginning. */
export async function open(message: ReceivedMessage): Promise<OpenMessage> {
  const { octets, isCut } = message;
  const shown = beginningOf(octets, most.shown);
  const { text, html, header } = await parse(shown);
  const cut = isCut ? 'kept' : octets.length > shown.length ? 'shown' : undefined;
  return { ...(await summarise(message)), text, html, header, source: shown.toString('utf8'), cut };
}

/** What is read of a header, and of a message. Each line takes time too, and each part, of which there may be one to every second line. */
const most = {
  header: { octets: 65_536, lines: 1_000 },
  shown: { octets: 262_144, lines: 2_000 },
} as const;

function beginningOf(
  octets: Buffer,
  { octets: maxOctets, lines }: (typeof most)['header' | 'shown'],
): Buffer {
  let end = 0;
  for (let line = 0; line < lines && end < maxOctets; line += 1) {
    const at = octets.indexOf(10, end);
    if (at === -1) return octets.subarray(0, maxOctets);
    end = at + 1;
  }
  return octets.subarray(0, Math.min(end, maxOctets));
}

/** What cannot be parsed has no subject and no text; its source is there all the same. */
async function parse(octets: Uint8Array) {
  try {
    const { headers, subject = '', text, html, from } = await PostalMime.parse(octets);
    const header = headers.map(({ originalKey, value }) => ({ name: originalKey, value }));
    return { subject, text, html, author: authorOf(from), header };
  } catch {
    return { subject: '', text: undefined, html: undefined, author: '', header: [] };
  }
}

function authorOf(from: Address | undefined): string {
  if (from === undefined || from.address === undefined) return from?.name ?? '';
  return from.name === '' ? from.address : `${from.name} <${from.address}>`;
}

/** The topmost field is ours: nothing that a sender writes stands above it. */
function aliasIn([first]: readonly { readonly name: string; readonly value: string }[]): string | undefined {
  if (first?.name.toLowerCase() !== 'received') return undefined;
  return /\sfor <([^<>\s]+)>;/.exec(first.value)?.[1];
}
