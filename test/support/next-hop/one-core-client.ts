// SPDX-License-Identifier: MIT
/**
 * A program: takes every step of a client session with the peer that its argument tells of, again and again, in clear, after
 * STARTTLS and under TLS. It names each step that ended in an error, as JSON on standard output.
 */
import { connect } from '../../../src/smtp/client/client.ts';
import type { ClientOptions, ClientSession } from '../../../src/smtp/client/types.ts';
import { noParameters, transferOctets } from '../smtp/mail-data.ts';

const { clearPort, tlsPort, ca } = JSON.parse(process.argv[2] ?? '{}');
const rounds = 20;
/** Long beside what a step takes on a busy machine. */
const stepTimeoutMs = 10_000;
const common = {
  host: '127.0.0.1',
  ca,
  clientName: 'client.example',
  auth: { user: 'u', password: 'p' },
  setupTimeoutMs: stepTimeoutMs,
  commandTimeoutMs: stepTimeoutMs,
  dataTimeoutMs: stepTimeoutMs,
  writeTimeoutMs: stepTimeoutMs,
  dotTimeoutMs: stepTimeoutMs,
};
const ways: readonly ClientOptions[] = [
  { ...common, port: clearPort, tls: 'none' },
  { ...common, port: clearPort, tls: 'required' },
  { ...common, port: tlsPort, tls: 'implicit' },
];
const shortBody = 'Subject: short\r\n\r\nx\r\n';
const longBody = `${'x'.repeat(70)}\r\n`.repeat(8_000);

async function message(session: ClientSession, body: string, note: (step: string) => void): Promise<void> {
  note('MAIL and RCPT');
  await session.open('a@b.example', 'c@d.example', noParameters);
  note('RCPT');
  await session.rcpt('e@d.example');
  note('DATA');
  await session.data();
  note(`a body of ${body.length} octets`);
  await session.write(transferOctets(body));
  note(`the dot after ${body.length} octets`);
  await session.end();
  note('RSET');
  await session.reset();
}

async function run(options: ClientOptions): Promise<readonly string[]> {
  const faults: string[] = [];
  for (let round = 0; round < rounds && faults.length === 0; round += 1) {
    let step = 'set-up';
    const note = (next: string): void => {
      step = next;
    };
    try {
      const session = await connect(options);
      for (const body of ['', shortBody, longBody, shortBody]) await message(session, body, note);
      note('QUIT');
      await session.quit();
    } catch (error) {
      faults.push(`round ${round}, tls ${options.tls}, ${step}: ${error}`);
    }
  }
  return faults;
}

const faults: string[] = [];
for (const way of ways) faults.push(...(await run(way)));
process.stdout.write(JSON.stringify(faults));
