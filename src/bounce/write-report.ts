// SPDX-License-Identifier: MIT
/** What a report of ours says (RFC 3464), and nothing else: no octet of it comes from the report that it stands for. */
export interface Report {
  /** The original sender, as it stood in MAIL FROM. */
  readonly sender: string;
  readonly alias: string;
  /** RFC 3463, and what it means in words. */
  readonly status: string;
  readonly reason: string;
  /** The day of the original message, ms since the epoch. */
  readonly sentOn: number;
  /** Our domain of the return path, the name of this server, and an id that is unique. */
  readonly domain: string;
  readonly hostname: string;
  readonly id: string;
  /** Of the report, as a header field has it (RFC 5322 §3.3). */
  readonly date: string;
}

/**
 * A report of failed delivery for the original sender: `multipart/report` (RFC 6522) of a text and a delivery status
 * (RFC 3464). Lines end in CRLF. It is UTF-8 only where the sender's address is.
 */
export function writeReport(report: Report): Buffer {
  const boundary = `=_${report.id}`;
  const { date } = report;
  const isAscii = [...report.sender].every((character) => character < '\x80');
  return Buffer.from(
    [
      `From: Mail Delivery System <postmaster@${report.domain}>`,
      `To: <${report.sender}>`,
      'Subject: Your message could not be delivered',
      `Date: ${date}`,
      `Message-ID: <${report.id}@${report.hostname}>`,
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      `Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="${boundary}"`,
      '',
      `--${boundary}`,
      `Content-Type: text/plain; charset=${isAscii ? 'us-ascii' : 'utf-8'}`,
      '',
      ...textOf(report),
      '',
      `--${boundary}`,
      'Content-Type: message/delivery-status',
      '',
      `Reporting-MTA: dns; ${report.hostname}`,
      '',
      `Final-Recipient: rfc822; ${report.alias}`,
      'Action: failed',
      `Status: ${report.status}`,
      `Last-Attempt-Date: ${date}`,
      '',
      `--${boundary}--`,
      '',
    ].join('\r\n'),
  );
}

function textOf({ alias, sentOn, status, reason }: Report): string[] {
  const day = new Date(sentOn).toISOString().slice(0, 10);
  return [
    `A message that you sent on ${day} (UTC) was accepted at first, but could not be delivered`,
    'in the end to',
    '',
    `    ${alias}`,
    '',
    `Reason: ${reason} (${status}).`,
    '',
    'Nothing more is known of it here, and the message itself was not kept.',
  ];
}
