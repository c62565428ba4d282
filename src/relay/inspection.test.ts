// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startScriptedHop } from '../../test/support/next-hop/scripted-next-hop.ts';
import { startRelay } from '../../test/support/relay-fixture.ts';
import { Dialogue } from '../../test/support/smtp/dialogue.ts';
import type { InspectedEnvelope, Inspection, Inspector } from '../inspect/inspector.ts';
import type { MaybePromise } from '../smtp/server/handler.ts';
import { encodeMailData } from '../smtp/wire/mail-data.ts';
import { type Reply, reply } from '../smtp/wire/reply.ts';
import { InspectionTee } from './inspection-tee.ts';

const refusal = reply(550, '5.7.1', 'Refused by a test');
const message = 'From: a@shop.example\r\nSubject: hi\r\n\r\n.dot\r\n..dots\r\nlast\r\n';
const stuffed = message.replace(/^\./gm, '..');

/** An inspector that keeps what it sees and says what it is told. */
class Witness implements Inspector, Inspection {
  readonly envelopes: InspectedEnvelope[] = [];
  headers: Buffer[] = [];
  body: Buffer[] = [];
  calls: string[] = [];
  onHeader: () => MaybePromise<Reply | undefined> = () => undefined;
  onWrite: () => void | Promise<void> = () => undefined;
  onEnd: () => MaybePromise<Reply | undefined> = () => undefined;

  inspect(envelope: InspectedEnvelope): Inspection {
    this.envelopes.push(envelope);
    return this;
  }

  header(octets: Buffer): MaybePromise<Reply | undefined> {
    this.calls.push('header');
    this.headers.push(octets);
    return this.onHeader();
  }

  write(octets: Buffer): void | Promise<void> {
    this.calls.push('write');
    this.body.push(octets);
    return this.onWrite();
  }

  end(): MaybePromise<Reply | undefined> {
    this.calls.push('end');
    return this.onEnd();
  }

  abort(): void {
    this.calls.push('abort');
  }

  get text(): string {
    return Buffer.concat([...this.headers, ...this.body]).toString('latin1');
  }
}

async function start(t: TestContext, ...inspectors: readonly Witness[]) {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const relay = await startRelay(t, { hops: [hop.options()], inspectors });
  return { hop, relay, alias: await relay.create() };
}

test('an inspector sees who sends, the aliases and never a target, and the message with its dots unstuffed', async (t) => {
  const witness = new Witness();
  const { hop, relay, alias } = await start(t, witness);
  const [dialogue] = await Dialogue.envelope(relay.port, alias);
  assert.match(await dialogue.message(stuffed), /^250 /);
  const [envelope] = witness.envelopes;
  assert.equal(envelope?.session.remoteAddress, '127.0.0.1');
  assert.equal(envelope?.session.clientName, 'client.example');
  assert.equal(envelope?.reversePath.text, 'shop@shop.example');
  assert.deepEqual(envelope?.aliases, [alias]);
  assert.equal(witness.headers.length, 1);
  assert.equal(String(witness.headers[0]), message.slice(0, message.indexOf('\r\n\r\n') + 4));
  assert.equal(witness.text, message);
  assert.ok(String(hop.messages[0]?.octets).endsWith(stuffed));
  dialogue.drop();
});

test('a message is the same to an inspector octet by octet, without header and without body', async (t) => {
  const whole = new Witness();
  const { relay } = await start(t, whole);
  const texts = [stuffed, '\r\nbody only\r\n', 'Subject: no empty line\r\n', '\r\n', ''];
  for (const text of texts) {
    const [dialogue] = await Dialogue.envelope(relay.port, await relay.create());
    await dialogue.say('DATA');
    for (const octet of text) {
      await dialogue.write(octet);
      await new Promise(setImmediate);
    }
    await dialogue.say('.');
    dialogue.drop();
  }
  assert.equal(
    whole.text.length,
    whole.headers.concat(whole.body).reduce((sum, { length }) => sum + length, 0),
  );
  assert.deepEqual(whole.headers.map(String), [
    message.slice(0, message.indexOf('\r\n\r\n') + 4),
    '\r\n',
    'Subject: no empty line\r\n',
    '\r\n',
    '',
  ]);
  assert.equal(
    whole.body.map(String).join(''),
    `${message.slice(message.indexOf('\r\n\r\n') + 4)}body only\r\n`,
  );
});

test('a refusal at the header cuts the next hop without a dot and costs no use, at once or later, whoever else agrees', async (t) => {
  for (const verdict of [() => refusal, () => Promise.resolve(refusal)]) {
    const [content, strict] = [new Witness(), new Witness()];
    strict.onHeader = verdict;
    const { hop, relay, alias } = await start(t, content, strict);
    const [dialogue] = await Dialogue.envelope(relay.port, alias);
    await dialogue.say('DATA');
    await dialogue.write('From: a@shop.example\r\n\r\n');
    await hop.until(({ sessions }) => sessions[0]?.isClosed === true);
    assert.equal(await dialogue.say('more that nobody reads\r\n.'), '550 5.7.1 Refused by a test');
    assert.equal(hop.messages.length, 0);
    assert.equal((await relay.show(alias))?.usesLeft, 3);
    assert.deepEqual(
      [content.calls, strict.calls],
      [
        ['header', 'abort'],
        ['header', 'abort'],
      ],
    );
    assert.equal(relay.ended[0]?.ending, 'refusedByUs');
    dialogue.drop();
  }
});

test('the final dot is held until the verdict, and a refusal then costs no use', async (t) => {
  const witness = new Witness();
  const asked = Promise.withResolvers<void>();
  const verdict = Promise.withResolvers<Reply | undefined>();
  witness.onEnd = () => {
    asked.resolve();
    return verdict.promise;
  };
  const { hop, relay, alias } = await start(t, witness);
  const [dialogue] = await Dialogue.envelope(relay.port, alias);
  const answer = dialogue.message(stuffed);
  await asked.promise;
  assert.equal(hop.messages.length, 0);
  verdict.resolve(refusal);
  assert.equal(await answer, '550 5.7.1 Refused by a test');
  await hop.until(({ sessions }) => sessions[0]?.isClosed === true);
  assert.equal(hop.messages.length, 0);
  assert.equal((await relay.show(alias))?.usesLeft, 3);
  witness.onEnd = () => undefined;
  assert.match(await dialogue.say('MAIL FROM:<a@shop.example>'), /^250 /);
  assert.match(await dialogue.say(`RCPT TO:<${alias}>`), /^250 /);
  assert.match(await dialogue.message(stuffed), /^250 /);
  assert.equal((await relay.show(alias))?.usesLeft, 2);
  dialogue.drop();
});

test('an originator that is lost, or that sends what is no mail data, aborts the inspection', async (t) => {
  for (const last of [undefined, 'bare\nfeed\r\n.']) {
    const witness = new Witness();
    const { hop, relay, alias } = await start(t, witness);
    const [dialogue] = await Dialogue.envelope(relay.port, alias);
    await dialogue.say('DATA');
    await dialogue.write('Subject: x\r\n\r\nx\r\n');
    if (last === undefined) dialogue.drop();
    else assert.match(await dialogue.say(last), /^554 /);
    await hop.until(({ sessions }) => sessions[0]?.isClosed === true);
    assert.equal(witness.calls.at(-1), 'abort');
    assert.equal(witness.calls.filter((call) => call === 'abort').length, 1);
    assert.equal((await relay.show(alias))?.usesLeft, 3);
    dialogue.drop();
  }
});

test('an inspector that is slow holds the originator back, in bounded memory', async (t) => {
  const witness = new Witness();
  const slow = Promise.withResolvers<void>();
  witness.onWrite = () => slow.promise;
  const { relay, alias } = await start(t, witness);
  const [dialogue] = await Dialogue.envelope(relay.port, alias);
  await dialogue.say('DATA');
  await dialogue.write('Subject: x\r\n\r\n');
  const line = `${'x'.repeat(998)}\r\n`;
  const answer = dialogue.write(line.repeat(20_000)).then(() => dialogue.say('.'));
  const isStill = async (): Promise<boolean> => {
    const before = witness.body.length;
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    return witness.body.length > 0 && witness.body.length === before;
  };
  while (!(await isStill()));
  assert.ok(Buffer.concat(witness.body).length < 4 * 2 ** 20);
  slow.resolve();
  assert.match(await answer, /^250 /);
  assert.equal(Buffer.concat(witness.body).length, 20_000_000);
  dialogue.drop();
});

test('a refusal of the header that comes after the verdict touches neither the next hop nor the reply', async (t) => {
  const witness = new Witness();
  const header = Promise.withResolvers<Reply | undefined>();
  witness.onHeader = () => header.promise;
  const { hop, relay, alias } = await start(t, witness);
  hop.follow({
    dot: async () => {
      header.resolve(refusal);
      await new Promise(setImmediate);
      return undefined;
    },
  });
  const [dialogue] = await Dialogue.envelope(relay.port, alias);
  assert.match(await dialogue.message(stuffed), /^250 /);
  assert.equal(hop.accepted, 1);
  assert.equal((await relay.show(alias))?.usesLeft, 2);
  assert.deepEqual(witness.calls, ['header', 'write', 'end']);
  dialogue.drop();
});

test('what follows a header that is refused at once is swallowed, however much came with it', () => {
  const witness = new Witness();
  witness.onHeader = () => refusal;
  const tee = new InspectionTee([witness.inspect({} as InspectedEnvelope)], () => tee.abort());
  tee.write(encodeMailData(Buffer.from(`Subject: x\r\n\r\n${`${'x'.repeat(998)}\r\n`.repeat(200)}`)));
  assert.deepEqual(witness.calls, ['header', 'abort']);
});
