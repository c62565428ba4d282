import PostalMime from 'postal-mime';
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
}

/** A message that was opened. */
export interface OpenMessage extends ReadableMessage {
  /** Header fields in their order, unfolded. */
  readonly header: readonly { readonly name: string; readonly value: string }[];
  /** Its plain text, if it has one. */
  readonly text: string | undefined;
  /** The message as it came, or its beginning. */
  readonly source: string;
  /** `shown`: there is more of it. `kept`: there was more. */
  readonly cut: 'shown' | 'kept' | undefined;
}

/** What a list needs: of the content, only the header is read. */
export async function summarise(message: ReceivedMessage): Promise<ReadableMessage> {
  const { id, receivedAt, reversePath, recipients, size, octets } = message;
  const end = octets.subarray(0, headerOctets).indexOf('\r\n\r\n');
  const { subject } = await parse(octets.subarray(0, end === -1 ? headerOctets : end + 4));
  return { id, receivedAt, reversePath, recipients, size, subject };
}

/** What its page needs, of very long messages the beginning. */
export async function open(message: ReceivedMessage): Promise<OpenMessage> {
  const { octets, isCut } = message;
  const shown = octets.subarray(0, shownOctets);
  const { subject, text, header } = await parse(shown);
  const cut = isCut ? 'kept' : octets.length > shownOctets ? 'shown' : undefined;
  return { ...(await summarise(message)), subject, text, header, source: shown.toString('utf8'), cut };
}

const headerOctets = 65_536;
const shownOctets = 262_144;

/** What cannot be parsed has no subject and no text; its source is there all the same. */
async function parse(octets: Uint8Array) {
  try {
    const { headers, subject = '', text } = await PostalMime.parse(octets);
    return { subject, text, header: headers.map(({ originalKey, value }) => ({ name: originalKey, value })) };
  } catch {
    return { subject: '', text: undefined, header: [] };
  }
}
