// SPDX-License-Identifier: MIT
/** What several workers share: limits, events, figures. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { follow, untilSettled } from '../support/program/event-stream.ts';
import { figure, parseExposition } from '../support/program/exposition.ts';
import { createAlias, type Program } from '../support/program/program.ts';
import { alone, send, startWorkers, workers, workersOf } from '../support/program/worker-program.ts';
import { eventually } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const target = 'canary.target.7f3a@hidden-home.example';

test('in front of many clients', async (t) => {
  const program = await startWorkers(t, {
    MAYFLY_RATE_LIMIT: '5/hour',
    MAYFLY_SMTP_CONNECTIONS: '6',
    MAYFLY_SMTP_CONNECTIONS_PER_CLIENT: '4',
  });

  await t.test('creations of one client are counted over all workers', async () => {
    const make = async (): Promise<number> => {
      const headers = { 'content-type': 'application/json', ...alone };
      const body = JSON.stringify({ target, maxUses: 1 });
      return (await fetch(`${program.url}/aliases`, { method: 'POST', headers, body })).status;
    };
    const statuses = await Promise.all(Array.from({ length: 24 }, make));
    assert.equal(statuses.filter((status) => status === 201).length, 5);
    assert.equal(statuses.filter((status) => status === 429).length, 19);
  });

  await t.test(
    'connections, of one client and of all, are counted over all workers, and free again when one closes or its worker dies',
    async () => {
      const from = (address: string, length: number): Promise<Dialogue[]> =>
        Promise.all(Array.from({ length }, () => Dialogue.open(program.smtpPort, address)));
      const all: Dialogue[] = [];
      t.after(() => {
        for (const dialogue of all) dialogue.drop();
      });
      const alive = async (dialogues: readonly Dialogue[]): Promise<Dialogue[]> => {
        const replies = await Promise.all(
          dialogues.map((dialogue) => (dialogue.transcript.includes('421') ? '421' : dialogue.say('NOOP'))),
        );
        return dialogues.filter((_, at) => replies[at]?.startsWith('250'));
      };
      const first = await from('127.0.0.1', 16);
      all.push(...first);
      await eventually(async () => (await alive(first)).length === 4);
      // The second client keeps within what one may have: only the limit of all can turn its connections away.
      const second = await from('127.0.0.2', 4);
      all.push(...second);
      await eventually(async () => (await alive(all)).length === 6);
      assert.equal((await alive(first)).length, 4);
      const over = await Dialogue.open(program.smtpPort, '127.0.0.3');
      await over.closed();
      for (const [dialogues, reply] of [
        [first, /421 4\.7\.0 [^\n]*\r\n$/],
        [[...second, over], /421 4\.3\.2 [^\n]*\r\n$/],
      ] as const)
        for (const { transcript } of dialogues)
          if (transcript.includes('421')) assert.match(transcript, reply);
      const [one] = await alive(first);
      assert.match((await one?.say('QUIT')) ?? '', /^221/);
      await eventually(() => isServed(t, program));
      for (const pid of await workersOf(program)) process.kill(pid, 'SIGKILL');
      for (const dialogue of all) await dialogue.closed();
      await eventually(() => isServed(t, program));
    },
  );
});

test('reports to one return path are counted over all workers', async (t) => {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const program = await startWorkers(t, { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none` });
  const { address } = await createAlias(program, { target, maxUses: 1 });
  const [dialogue] = await Dialogue.envelope(program.smtpPort, address, 'orders@shop.example');
  assert.match(await dialogue.message('Subject: s\r\n\r\ntext\r\n'), /^250/);
  dialogue.drop();
  const path = /<(.*)>/.exec(hop.messages[0]?.mail ?? '')?.[1] ?? '';
  const bring = async (): Promise<string> => {
    const [bringer, answer] = await Dialogue.envelope(program.smtpPort, path, '');
    assert.match(answer, /^250/);
    const invited = await bringer.say('DATA');
    bringer.drop();
    return invited.slice(0, 3);
  };
  const answers: string[] = [];
  // Fewer at a time than one client may bring.
  for (let batch = 0; batch < 6; batch += 1)
    answers.push(...(await Promise.all(Array.from({ length: 8 }, bring))));
  assert.equal(answers.filter((code) => code === '354').length, 30);
  assert.equal(answers.filter((code) => code === '450').length, 18);
});

test('refused recipients of one client are counted over all workers', async (t) => {
  const program = await startWorkers(t, { MAYFLY_SMTP_ERRORS_PER_CLIENT: '12' });
  await eventually(async () => {
    const dialogue = await Dialogue.open(program.smtpPort);
    await dialogue.say('EHLO client.example');
    await dialogue.say('MAIL FROM:<a@shop.example>');
    await dialogue.say('RCPT TO:<nobody@alias.localhost>');
    dialogue.drop();
    return dialogue.transcript.includes('421 4.7.0');
  });
  // Whoever accepts now, knows.
  await eventually(async () => {
    const greetings = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const dialogue = await Dialogue.open(program.smtpPort);
        dialogue.drop();
        return dialogue.transcript;
      }),
    );
    return greetings.every((greeting) => greeting.startsWith('421 4.7.0'));
  });
});

test('around one alias', async (t) => {
  const program = await startWorkers(t);
  const alias = await createAlias(program, { target, maxUses: 30 });

  await t.test(
    'whoever follows it hears of its uses, whichever worker spends them, and every page shows them',
    async () => {
      const streams = await Promise.all(Array.from({ length: 6 }, () => follow(t, program, alias)));
      assert.match(await send(program, alias.address), /^250/);
      for (const next of streams) assert.deepEqual(await untilSettled(next), ['spent', 'settled']);
      const path = `/m/${alias.address}/${alias.manageToken}`;
      // Those that follow it may all be with one worker: the others hear of it a moment later.
      for (let i = 0; i < 8; i++)
        await eventually(async () =>
          /<ol class="history">/.test(
            await (await fetch(`${program.url}${path}`, { headers: alone })).text(),
          ),
        );
    },
  );

  await t.test(
    'the figures are those of all workers, whichever is asked, and do not shrink when workers die',
    async () => {
      for (let i = 1; i < 20; i++) assert.match(await send(program, alias.address), /^250/);
      const figures = async () => {
        const response = await fetch(`${program.url}/metrics`, { headers: alone });
        return parseExposition(await response.text());
      };
      const delivered = async (): Promise<number> =>
        figure(await figures(), 'mayfly_messages_total', { outcome: 'delivered' });
      // A message is counted a moment after its reply.
      await eventually(async () => (await delivered()) === 20);
      for (let i = 0; i < 6; i++) assert.equal(await delivered(), 20);
      assert.equal(figure(await figures(), 'mayfly_build_info'), 1);
      const before = await workersOf(program);
      for (const pid of before) process.kill(pid, 'SIGKILL');
      await eventually(async () => {
        const now = await workersOf(program);
        return now.length === workers && now.every((pid) => !before.includes(pid));
      });
      assert.ok((await delivered()) >= 20);
      assert.match(await send(program, alias.address), /^250/);
      await eventually(async () => (await delivered()) === 21);
    },
  );
});

async function isServed(t: TestContext, program: Program): Promise<boolean> {
  const dialogue = await Dialogue.open(program.smtpPort);
  t.after(() => dialogue.drop());
  return (await dialogue.say('NOOP')).startsWith('250');
}
