// SPDX-License-Identifier: MIT
import { formatMailDate } from '../base/mail-date.ts';
import { UsageError } from './deps.ts';

/** What a test message says. */
export interface TestMessage {
  readonly sender: string;
  readonly recipient: string;
  readonly subject: string;
  readonly sentAt: Date;
}

/** A small message by RFC 5322, CRLF line ends. Throws `UsageError` for what would break out of its header field. */
export function formatMessage({ sender, recipient, subject, sentAt }: TestMessage): string {
  for (const [option, text] of Object.entries({ sender, recipient }))
    if (!/^[^\s\p{C}<>]+@[^\s\p{C}<>]+$/u.test(text))
      throw new UsageError(`the ${option} must be a mail address`);
  if (!/^[ -~]*$/.test(subject)) throw new UsageError('the subject must be one line of ASCII');
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  return [
    `From: <${sender}>`,
    `To: <${recipient}>`,
    `Subject: ${subject}`,
    `Date: ${formatMailDate(sentAt.getTime())}`,
    `Message-ID: <${crypto.randomUUID()}@${domain}>`,
    '',
    'A test message of Mayfly.',
    '',
  ].join('\r\n');
}
