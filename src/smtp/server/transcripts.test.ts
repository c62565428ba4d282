// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Calls, recordingHandler } from '../../../test/support/smtp/recording-handler.ts';
import { converse, manners } from '../../../test/support/smtp/transcript.ts';
import { createServer, type SmtpServer } from './server.ts';

/** `slow` is said for a sender whose every answer is a promise: the dialogue may not differ. */
const transcripts: readonly [name: string, transcript: string, calls: Calls][] = [
  [
    'a message for two recipients, of whom one is unknown',
    `S: 220 mx.example ESMTP
     C: EHLO client.example
     S: 250-mx.example
     S: 250-PIPELINING
     S: 250-SIZE 1000
     S: 250-8BITMIME
     S: 250-SMTPUTF8
     S: 250-ENHANCEDSTATUSCODES
     S: 250-LIMITS RCPTMAX=1000
     S: 250 HELP
     C: MAIL FROM:<SENDER@b.example> SIZE=30 BODY=8BITMIME
     S: 250 2.1.0 Sender OK
     C: RCPT TO:<unknown@d.example>
     S: 550 5.1.1 No such address
     C: RCPT TO:<c@d.example>
     S: 250 2.1.5 Recipient OK
     C: DATA
     S: 354 End data with <CR><LF>.<CR><LF>
     C: Subject: x
     C:
     C: ..
     C: .dotless
     C: .
     S: 250 2.0.0 Message accepted
     C: QUIT
     S: 221 2.0.0 Closing connection
     S: (closed)`,
    [
      'mail <SENDER@b.example> size=30 8BITMIME',
      'rcpt <unknown@d.example>',
      'rcpt <c@d.example>',
      'data',
      'end "Subject: x\\r\\n\\r\\n..\\r\\ndotless\\r\\n"',
      'close',
    ],
  ],
  [
    'two messages, the first of them empty, and an abandoned third',
    `S: 220 ...
     C: HELO c
     S: 250 mx.example
     C: MAIL FROM:<>
     S: 250 2.1.0 ...
     C: RCPT TO:<Postmaster>
     S: 250 2.1.5 ...
     C: DATA
     S: 354 ...
     C: .
     S: 250 2.0.0 ...
     C: MAIL FROM:<SENDER@b>
     S: 250 2.1.0 ...
     C: RCPT TO:<@relay.example:"a b"@d>
     S: 250 2.1.5 ...
     C: DATA
     S: 354 ...
     C: x
     C: .
     S: 250 2.0.0 ...
     C: MAIL FROM:<SENDER@b>
     S: 250 2.1.0 ...
     C: RSET
     S: 250 2.0.0 OK
     C: RCPT TO:<a@b>
     S: 503 5.5.1 Send MAIL first
     C: QUIT
     S: 221 ...
     S: (closed)`,
    [
      'mail <>',
      'rcpt <Postmaster>',
      'data',
      'end ""',
      'mail <SENDER@b>',
      'rcpt <"a b"@d>',
      'data',
      'end "x\\r\\n"',
      'mail <SENDER@b>',
      'reset',
      'close',
    ],
  ],
  [
    'commands out of order',
    `S: 220 ...
     C: RCPT TO:<a@b>
     S: 503 5.5.1 Send MAIL first
     C: DATA
     S: 503 5.5.1 Send MAIL first
     C: EHLO c
     S: 250-mx.example
     S: 250-PIPELINING
     S: 250-SIZE 1000
     S: 250-8BITMIME
     S: 250-SMTPUTF8
     S: 250-ENHANCEDSTATUSCODES
     S: 250-LIMITS RCPTMAX=1000
     S: 250 HELP
     C: STARTTLS
     S: 502 5.5.1 Command not implemented
     C: MAIL FROM:<SENDER@b>
     S: 250 ...
     C: MAIL FROM:<SENDER@b>
     S: 503 5.5.1 Mail transaction already open
     C: RCPT TO:<unknown@d>
     S: 550 5.1.1 ...
     C: DATA
     S: 554 5.5.1 No valid recipients
     C: HELO c
     S: 250 mx.example
     C: RCPT TO:<c@d>
     S: 503 5.5.1 Send MAIL first
     C: MAIL FROM:<bad@b>
     S: 550 5.7.1 Sender refused
     C: RCPT TO:<c@d>
     S: 503 5.5.1 Send MAIL first
     C: QUIT
     S: 221 ...
     S: (closed)`,
    ['mail <SENDER@b>', 'rcpt <unknown@d>', 'reset', 'mail <bad@b>', 'close'],
  ],
  [
    'syntax that is wrong, each in its own way',
    `S: 220 ...
     C: EHLO
     S: 501 5.5.4 Command needs an argument
     C: FOO bar
     S: 500 5.5.1 Command not recognized
     C:
     S: 500 5.5.1 Command not recognized
     C: no\\0op
     S: 500 5.5.2 Command line has octets that are not allowed
     C: NOOP\\rQUIT
     S: 500 5.5.2 Command line has octets that are not allowed
     C: NOOP\\nQUIT
     S: 500 5.5.2 Command line must end in <CR><LF>
     C: expn all
     S: 502 5.5.1 Command not implemented
     C: AUTH PLAIN
     S: 502 5.5.1 Command not implemented
     C: vrfy someone
     S: 252 2.1.5 ...
     C: VRFY
     S: 501 5.5.4 ...
     C: help MAIL
     S: 214 2.0.0 ...
     C: noop whatever it is
     S: 250 2.0.0 OK
     C: RSET now
     S: 501 5.5.4 Command takes no argument
     C: QUIT now
     S: 501 5.5.4 Command takes no argument
     C: hElO client.example  \\t
     S: 250 mx.example
     C: MAIL FROM:<a@b> SMTPUTF8
     S: 555 5.5.4 Parameter not recognized
     C: MAIL FROM:<a@b
     S: 501 5.1.7 Bad sender address syntax
     C: MAIL TO:<a@b>
     S: 501 5.5.4 Syntax: ...
     C: MAIL FROM:<\\xc3\\xbc@b>
     S: 553 5.6.7 ...
     C: mail from:<SENDER@b>\\x20
     S: 250 2.1.0 ...
     C: RCPT TO:<>
     S: 501 5.1.3 Bad recipient address syntax
     C: RCPT TO:<a@b> NOTIFY=NEVER
     S: 555 5.5.4 ...
     C: DATA now
     S: 501 5.5.4 Command takes no argument
     C: QUIT\\x20
     S: 221 ...
     S: (closed)`,
    ['mail <SENDER@b>', 'reset', 'close'],
  ],
  [
    'messages that cannot be passed on, and one after them that can',
    `S: 220 ...
     C: EHLO c
     S: 250-mx.example
     S: 250-PIPELINING
     S: 250-SIZE 1000
     S: 250-8BITMIME
     S: 250-SMTPUTF8
     S: 250-ENHANCEDSTATUSCODES
     S: 250-LIMITS RCPTMAX=1000
     S: 250 HELP
     C: MAIL FROM:<SENDER@b> SIZE=1001
     S: 552 5.3.4 Message too large
     C: MAIL FROM:<SENDER@b>
     S: 250 2.1.0 ...
     C: RCPT TO:<c@d>
     S: 250 2.1.5 ...
     C: DATA
     S: 354 ...
     C: a\\n.\\nMAIL FROM:<smuggled@b>\\r\\nRCPT TO:<c@d>\\r\\nDATA
     C: smuggled
     C: .
     S: 554 5.6.0 Message refused: <LF> without <CR> in mail data
     C: MAIL FROM:<SENDER@b>
     S: 250 2.1.0 ...
     C: RCPT TO:<c@d>
     S: 250 2.1.5 ...
     C: DATA
     S: 354 ...
     C: a\\r.\\r
     C: .
     S: 554 5.6.0 Message refused: <CR> without <LF> in mail data
     C: MAIL FROM:<SENDER@b>
     S: 250 2.1.0 ...
     C: RCPT TO:<c@d>
     S: 250 2.1.5 ...
     C: DATA
     S: 354 ...
     C: ${'x'.repeat(500)}
     C: ${'x'.repeat(500)}
     C: .
     S: 552 5.3.4 Message too large
     C: MAIL FROM:<SENDER@b> SMTPUTF8
     S: 250 2.1.0 ...
     C: RCPT TO:<\\xc3\\xbc@d>
     S: 250 2.1.5 ...
     C: DATA
     S: 354 ...
     C: fine
     C: .
     S: 250 2.0.0 Message accepted
     C: QUIT
     S: 221 ...
     S: (closed)`,
    [
      ...['mail <SENDER@b>', 'rcpt <c@d>', 'data', 'abort'],
      ...['mail <SENDER@b>', 'rcpt <c@d>', 'data', 'abort'],
      ...['mail <SENDER@b>', 'rcpt <c@d>', 'data', 'abort'],
      ...['mail <SENDER@b> utf8', 'rcpt <ü@d>', 'data', 'end "fine\\r\\n"', 'close'],
    ],
  ],
  [
    'a DATA that the handler refuses',
    `S: 220 ...
     C: HELO c
     S: 250 mx.example
     C: MAIL FROM:<no-data@b>
     S: 250 ...
     C: RCPT TO:<c@d>
     S: 250 ...
     C: DATA
     S: 451 4.3.0 Not now
     C: RCPT TO:<c@d>
     S: 503 5.5.1 ...
     C: QUIT
     S: 221 ...
     S: (closed)`,
    ['mail <no-data@b>', 'rcpt <c@d>', 'data', 'close'],
  ],
  [
    'a line that is too long',
    `S: 220 ...
     C: NOOP ${'x'.repeat(600)}
     S: 500 5.5.2 Command line too long
     C: NOOP ${'x'.repeat(505)}
     S: 250 2.0.0 OK
     C: QUIT
     S: 221 ...
     S: (closed)`,
    ['close'],
  ],
  [
    'a browser',
    `S: 220 ...
     C: GET / HTTP/1.1
     S: 421 4.7.0 This is SMTP, closing connection
     S: (closed)`,
    ['close'],
  ],
];

describe('a session over a real socket', () => {
  const calls: Calls = [];
  let server: SmtpServer;
  let port: number;
  let onClose = (): void => {};

  before(async () => {
    server = createServer(
      {
        hostname: 'mx.example',
        maxMessageSize: 1000,
        limits: { commandLineOctets: 512 },
        onError: assert.ifError,
        onSessionEnd: () => onClose(),
      },
      recordingHandler(calls),
    );
    ({ port } = await server.listen('127.0.0.1', 0));
  });
  after(() => server.close(0));

  for (const [name, transcript, expectedCalls] of transcripts) {
    for (const manner of manners) {
      for (const sender of ['prompt', 'slow']) {
        const variant = sender === 'slow' ? ', with a handler that takes its time' : '';
        test(`${name}, ${manner}${variant}`, async () => {
          calls.length = 0;
          const closed = new Promise<void>((resolve) => {
            onClose = resolve;
          });
          await converse(port, transcript.replaceAll('SENDER', sender), manner);
          await closed;
          assert.deepEqual(
            calls,
            expectedCalls.map((call) => call.replaceAll('SENDER', sender)),
          );
        });
      }
    }
  }
});
