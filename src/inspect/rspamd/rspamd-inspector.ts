// SPDX-License-Identifier: MIT
import type { Reply } from '../../smtp/wire/reply.ts';
import type { InspectedEnvelope, Inspection, Inspector } from '../inspector.ts';
import { replies } from './replies.ts';
import { Scan, type ScanOptions, type ScanResult } from './scan.ts';

/** What the inspector is made of. */
export interface RspamdOptions extends ScanOptions {
  readonly password: string | undefined;
  /** What becomes of a message without a verdict. One that its sender may have caused, by pausing, is deferred in any case. */
  readonly onFault: 'pass' | 'defer';
  /** Hears the action for each message that has one: a word of rspamd's, or `other`. */
  readonly onVerdict: (verdict: { readonly messageId: string; readonly action: string }) => void;
  /** A message had no verdict. Called once a minute at most. */
  readonly onFailure: (code: string) => void;
  /** The clock, ms. */
  readonly now: () => number;
}

const reportEveryMs = 60_000;
/** More recipients are not named: they are aliases, of whom rspamd knows nothing. */
const maxRecipients = 100;

/** The actions of rspamd that are more than advice for the mailbox; all others pass. */
const refusals: Readonly<Record<string, Reply>> = {
  reject: replies.rejected,
  // Dropped in silence it would be lost; refused, its sender knows.
  discard: replies.rejected,
  'soft reject': replies.deferred,
  greylist: replies.deferred,
};
const passing: ReadonlySet<string> = new Set(['no action', 'add header', 'rewrite subject', 'quarantine']);

/** Has rspamd scan each message beside the next hop, and awaits its verdict at the final dot. */
export function createRspamdInspector(options: RspamdOptions): Inspector {
  let reportedAt = Number.NEGATIVE_INFINITY;
  const report = (code: string): void => {
    const now = options.now();
    if (now - reportedAt < reportEveryMs) return;
    reportedAt = now;
    options.onFailure(code);
  };
  return { inspect: (envelope) => new RspamdInspection({ ...options, onFailure: report }, envelope) };
}

class RspamdInspection implements Inspection {
  readonly #options: RspamdOptions;
  readonly #envelope: InspectedEnvelope;
  #scan: Scan | undefined;

  constructor(options: RspamdOptions, envelope: InspectedEnvelope) {
    this.#options = options;
    this.#envelope = envelope;
  }

  header(octets: Buffer): undefined {
    this.#scan = new Scan(this.#options, headersOf(this.#envelope, this.#options.password));
    this.#scan.write(octets);
  }

  write(octets: Buffer): void | Promise<void> {
    return this.#scan?.write(octets);
  }

  async end(): Promise<Reply | undefined> {
    return this.#judge((await this.#scan?.end()) ?? { fault: 'NO_SCAN', isBySender: false });
  }

  abort(): void {
    this.#scan?.abort();
  }

  #judge(result: ScanResult): Reply | undefined {
    if ('fault' in result) {
      this.#options.onFailure(result.fault);
      return this.#options.onFault === 'defer' || result.isBySender ? replies.noVerdict : undefined;
    }
    const refusal = Object.hasOwn(refusals, result.action) ? refusals[result.action] : undefined;
    const isKnown = refusal !== undefined || passing.has(result.action);
    const action = isKnown ? result.action : 'other';
    this.#options.onVerdict({ messageId: this.#envelope.messageId, action });
    return refusal;
  }
}

/** What rspamd is told of the envelope. Recipients are aliases, never targets (invariant I6). */
function headersOf(
  { session, reversePath, aliases, messageId }: InspectedEnvelope,
  password: string | undefined,
): Record<string, string | string[]> {
  return {
    IP: headerText(session.remoteAddress),
    Helo: headerText(session.clientName ?? 'unknown'),
    From: headerText(`<${reversePath.text}>`),
    Rcpt: aliases.slice(0, maxRecipients).map((address) => headerText(`<${address}>`)),
    'Queue-Id': headerText(messageId),
    ...(password === undefined ? {} : { Password: password }),
  };
}

/** Text as the value of an HTTP header: its UTF-8 octets, no control among them. */
function headerText(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[^\x20-\x7e\x80-\xff]/g, '?');
}
