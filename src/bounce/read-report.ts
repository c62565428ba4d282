// SPDX-License-Identifier: MIT
import {
  decodedBody,
  type Entity,
  mediaTypeOf,
  parameterOf,
  parseEntity,
  parseFields,
  partsOf,
} from './mime.ts';

/** What came back: a delivery that failed, with its status (RFC 3463) as reported, or nothing that a sender need hear. */
export type ReadReport = { readonly kind: 'failed'; readonly status: string } | { readonly kind: 'other' };

/** The status of a failure of which nothing else is known. */
const unknownStatus = '5.0.0';
const other: ReadReport = { kind: 'other' };

/**
 * Reads what came to a return path, as far as it was kept. Nothing but action and status leaves this function. Never throws.
 *
 * A report in the form of RFC 3464 (and RFC 6533) is taken at its word: `failed` if any recipient is; delayed, delivered,
 * relayed and expanded are not. A report that says it is one but cannot be read, and reports of other forms that are plainly
 * of failures, are `failed`. The rest, such as an answer of someone who is on holiday, is `other`.
 */
export function readReport(message: Buffer): ReadReport {
  const entity = parseEntity(message.toString('latin1'));
  const parts = [entity, ...partsOf(entity)];
  const report = parts.find((part) => reportTypes.has(mediaTypeOf(part)));
  const read = report && readDeliveryStatus(decodedBody(report));
  if (read !== undefined) return read;
  return isFailureNotice(entity) ? { kind: 'failed', status: unknownStatus } : other;
}

const reportTypes: ReadonlySet<string> = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
]);

/** RFC 3464 §2.3: groups of fields, the first about the message, each further one about a recipient. */
function readDeliveryStatus(body: string): ReadReport | undefined {
  const recipients = body
    .split(/\n[ \t\r]*\n/, maxGroups)
    .map(parseFields)
    .filter((fields) => fields.has('action') || fields.has('status'));
  if (recipients.length === 0) return undefined;
  for (const fields of recipients) {
    const status = /^([245])\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(fields.get('status') ?? '');
    const action = /^[a-z]+/.exec(fields.get('action')?.toLowerCase() ?? '')?.[0];
    if (action !== undefined ? action === 'failed' : status?.[1] === '5')
      return { kind: 'failed', status: status !== null && status[1] !== '2' ? status[0] : unknownStatus };
  }
  return other;
}

const maxGroups = 500;

/**
 * Signs of a failure where no delivery status could be read: the content type of such a report, the field of older Exim and
 * of Gmail, the first words of qmail's, or what the mail system itself sends and calls a failure in the first words of its subject.
 * What answers for a person, who may quote such a subject or be called postmaster, is none.
 */
function isFailureNotice(entity: Entity): boolean {
  const { header, body } = entity;
  const subject = decodeWords(header.get('subject') ?? '');
  if (/\b(?:delay|delayed|warning)\b/i.test(subject)) return false;
  const type = parameterOf(entity, 'report-type')?.toLowerCase();
  if (mediaTypeOf(entity) === 'multipart/report' && type === 'delivery-status') return true;
  if (header.has('x-failed-recipients') || body.startsWith('Hi. This is the')) return true;
  if (/vacation|auto-generated/i.test(header.get('auto-submitted') ?? '') || header.has('x-autoreply'))
    return false;
  const isFromMailSystem = /\b(?:mailer-daemon|postmaster)@/i.test(header.get('from') ?? '');
  return isFromMailSystem && failureSubject.test(subject);
}

const failureSubject =
  /^\W*(?:undeliver|returned mail|failure notice|(?:mail |message )?delivery (?:has )?(?:status notification \()?fail|mail (?:system error|could not be delivered)|delivery failure|non[- ]?delivery|nicht zustellbar|unzustellbar)/i;

/** Encoded words (RFC 2047) in text, as far as that takes no more than one look at each. */
function decodeWords(text: string): string {
  return text
    .slice(0, maxSubjectLength)
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?[\w-]{1,40}(?:\*[\w-]*)?\?([bq])\?([^?\s]*)\?=/gi, (_, encoding: string, word: string) =>
      encoding.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('latin1')
        : word
            .replaceAll('_', ' ')
            .replace(/=([0-9a-f]{2})/gi, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    );
}

const maxSubjectLength = 1_000;
