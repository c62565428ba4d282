// SPDX-License-Identifier: MIT
/** The operator's hand through the real program: commands beside a service of several workers on LMDB, and of two nodes on Redis. */
import assert from 'node:assert/strict';
import { pbkdf2Sync } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { places } from '../support/program/places.ts';
import {
  type AliasBody,
  createAlias,
  environment,
  type Program,
  runProgram,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { sent } from '../support/program/transfer-fixture.ts';
import { eventually } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const target = 'canary.target.7f3a@hidden-home.example';
const options = { concurrency: 2 };

for (const [name, place] of places)
  suite(`the operator on ${name}`, options, () => {
    test('inspects an alias without seeing its target, and destroys it on all workers and nodes', async (t) => {
      const { nodes, env } = await startNodes(t, place);
      const [node] = nodes;
      const alias = await createAlias(node, { target, maxUses: 5, days: 3, note: 'canary-note' });
      assert.match(await sent(node, alias.address), /^250/);

      const inspected = await runProgram(['inspect', alias.address.toUpperCase(), '--json'], env);
      assert.equal(inspected.code, 0, inspected.stderr);
      const { createdAt, ageSeconds, firstDeliveryAt, lastDeliveryAt, validUntil, ...facts } = JSON.parse(
        inspected.stdout,
      );
      assert.deepEqual(facts, {
        address: alias.address,
        life: 'alive',
        maxUses: 5,
        usesLeft: 4,
        delivered: 1,
        pending: 0,
        inDoubt: 0,
        validFrom: null,
        validFor: 'P3D',
        idleFor: null,
      });
      assert.equal(Date.parse(validUntil) - Date.parse(createdAt), 3 * 86_400_000);
      assert.ok(ageSeconds >= 0 && Date.parse(firstDeliveryAt) >= Date.parse(createdAt));
      assert.equal(lastDeliveryAt, firstDeliveryAt);
      const forPeople = await runProgram(['inspect', alias.address], env);
      assert.match(forPeople.stdout, /^uses +4 of 5 left, 1 delivered/m);
      for (const { stdout, stderr } of [inspected, forPeople])
        assert.doesNotMatch(stdout + stderr, /canary|hidden-home/);

      const destroy = ['destroy', alias.address, '--operator'];
      const unasked = await runProgram(destroy, env);
      assert.deepEqual([unasked.code, /--yes is required/.test(unasked.stderr)], [2, true]);
      assert.match(await sent(node, alias.address), /^250/);
      const destroyed = await runProgram([...destroy, '--yes'], env);
      assert.equal(destroyed.stdout, `${alias.address} is gone for good\n`, destroyed.stderr);
      for (const other of nodes)
        for (let connection = 0; connection < 6; connection++)
          assert.match(await sent(other, alias.address), /^550 5\.1\.1/);
      assert.equal(await showAlias(node, alias), undefined);

      const gone = await runProgram(['inspect', alias.address, '--json'], env);
      assert.deepEqual(JSON.parse(gone.stdout), { address: alias.address, life: 'gone' });
      assert.equal((await runProgram([...destroy, '--yes'], env)).code, 1);
      const unknown = await runProgram(['inspect', 'never.was@alias.localhost'], env);
      assert.match(unknown.stderr, /^mayfly: there never was an alias never\.was@alias\.localhost/);
      for (const other of nodes) assert.equal(await other.stop(), 0);
    });

    test('blocks a target on all workers and nodes within a second, through restarts and a new secret', async (t) => {
      const { nodes, env } = await startNodes(t, place);
      const [node] = nodes;
      const spellings = ['Canary.You+shop@Hidden-Home.example', 'canary.you@hidden-home.example'];
      const blocked = await Promise.all(
        spellings.map((one) => createAlias(node, { target: one, maxUses: 50 })),
      );
      const domain = await createAlias(node, { target: 'canary.any@blocked-home.example', maxUses: 50 });
      const other = await createAlias(node, { target: 'canary.other@hidden-home.example', maxUses: 50 });
      for (const alias of [...blocked, domain, other]) assert.match(await sent(node, alias.address), /^250/);

      const block = ['block', 'add', 'canary.YOU@hidden-home.example', '@blocked-home.example'];
      const done = await runProgram(block, env);
      assert.equal(done.stdout, 'blocked\n', done.stderr);
      const unknown = await sent(node, 'never.was@alias.localhost');
      for (const alias of [...blocked, domain]) await untilAll(nodes, alias.address, unknown);
      for (const one of nodes) assert.match(await sent(one, other.address), /^250/);
      // No oracle: one for a blocked target is made as any other.
      const later = await createAlias(node, { target: 'canary.you+x@hidden-home.example', maxUses: 5 });
      assert.equal(await sent(node, later.address), unknown);
      const delivered = async () => (await showAlias(node, blocked[0] ?? later))?.delivered;
      const before = await delivered();
      assert.equal(await sent(node, blocked[0]?.address ?? ''), unknown);
      assert.equal(await delivered(), before);

      const list = await runProgram(['block', 'list', '--json'], env);
      assert.doesNotMatch(list.stdout + done.stdout, /canary|hidden-home/);
      const entries = JSON.parse(list.stdout).blocks as { kind: string; what: string }[];
      assert.deepEqual(
        entries.map(({ kind }) => kind),
        ['target', 'target'],
      );
      assert.ok(entries.some(({ what }) => what === '@blocked-home.example'));
      assert.equal((await runProgram(block, env)).stdout, '0 blocked, 2 blocked before\n');

      for (const one of nodes) assert.equal(await one.stop(), 0);
      assert.equal((await runProgram(['secret', 'rotate'], env)).code, 0);
      const again = await startProgram(t, env);
      for (const alias of [...blocked, domain, later])
        assert.equal(await sent(again, alias.address), unknown);
      assert.match((await runProgram(block, env)).stdout, /^0 blocked/);
      const metrics = await (await fetch(`${again.url}/metrics`)).text();
      assert.match(metrics, /^mayfly_blocks\{kind="target"\} 2$/m);
      assert.match(metrics, /^mayfly_blocked_total\{kind="target"\} [1-9]/m);
      const ended = await runProgram(
        ['block', 'remove', 'canary.you@hidden-home.example', '@blocked-home.example'],
        env,
      );
      assert.equal(ended.stdout, 'removed\n', ended.stderr);
      for (const alias of [...blocked, domain]) await untilAll([again], alias.address, /^250/);
      assert.equal((await runProgram(['block', 'remove', '@blocked-home.example'], env)).code, 1);
      assert.equal(await again.stop(), 0);
      assert.doesNotMatch([...nodes, again].map((one) => one.output()).join(), /canary|hidden-home/);
    });

    test('passes on so many messages to one target, through all of its aliases, workers and nodes, and no more', async (t) => {
      const { nodes, env } = await startNodes(t, place, { MAYFLY_TARGET_RATE: '5/hour' });
      const [node] = nodes;
      const spellings = ['Canary.You+shop@Hidden-Home.example', 'canary.you@hidden-home.example'];
      const aliases = await Promise.all(
        spellings.map((one) => createAlias(node, { target: one, maxUses: 9 })),
      );
      const other = await createAlias(node, { target: 'canary.other@hidden-home.example', maxUses: 9 });
      const addresses = aliases.map(({ address }) => address);
      for (let count = 0; count < 5; count++)
        assert.match(await sent(nodes[count % nodes.length] ?? node, addresses[count % 2] ?? ''), /^250/);
      for (const one of nodes)
        for (let connection = 0; connection < 8; connection++)
          assert.match(await sent(one, addresses[connection % 2] ?? ''), /^450 4\.2\.1/);
      const shown = await Promise.all(aliases.map((alias) => showAlias(node, alias)));
      assert.deepEqual(
        shown.map((alias) => [alias?.delivered, alias?.usesLeft]),
        [
          [3, 6],
          [2, 7],
        ],
      );
      for (const one of nodes) assert.match(await sent(one, other.address), /^250/);
      const metrics = await Promise.all(nodes.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
      const deferred = metrics.map((text) =>
        Number(/^mayfly_target_rate_deferred_total (\d+)/m.exec(text)?.[1]),
      );
      assert.equal(
        deferred.reduce((sum, count) => sum + count),
        8 * nodes.length,
      );
      for (const one of nodes) assert.equal(await one.stop(), 0);
      assert.doesNotMatch(nodes.map((one) => one.output()).join(), /canary|hidden-home/);
      const wrong = await runProgram(['serve'], { ...env, MAYFLY_TARGET_RATE: '5 an hour' });
      assert.deepEqual(
        [wrong.code, /^mayfly: MAYFLY_TARGET_RATE: must be a number per/.test(wrong.stderr)],
        [2, true],
      );
    });

    test('a blocked target is never asked, and whoever asks for it hears what everybody hears', async (t) => {
      const hop = await startScriptedHop({});
      t.after(() => hop.close());
      const { nodes, env } = await startNodes(t, place, {
        MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none`,
        MAYFLY_CONFIRM: 'on',
        MAYFLY_WORKERS: '1',
      });
      const [node] = nodes;
      assert.equal((await runProgram(['block', 'add', 'canary.you@hidden-home.example'], env)).code, 0);
      const figure = async (pattern: RegExp) =>
        Number(pattern.exec(await (await fetch(`${node.url}/metrics`)).text())?.[1]);
      await eventually(async () => (await figure(/^mayfly_blocks\{kind="target"\} (\d+)/m)) === 1);
      const blocked = await createAlias(node, { target: 'Canary.You+x@hidden-home.example', maxUses: 5 });
      const other = await createAlias(node, { target: 'canary.other@hidden-home.example', maxUses: 5 });
      assert.deepEqual(Object.keys(blocked), Object.keys(other));
      assert.deepEqual([blocked.state, other.state], ['unconfirmed', 'unconfirmed']);
      assert.equal(await sent(node, blocked.address), await sent(node, other.address));
      await eventually(
        async () => (await figure(/^mayfly_questions_total\{outcome="blocked"\} (\d+)/m)) === 1,
        60_000,
      );
      await eventually(
        async () => (await figure(/^mayfly_questions_total\{outcome="sent"\} (\d+)/m)) === 1,
        60_000,
      );
      assert.deepEqual(
        hop.messages.map(({ rcpts }) => rcpts),
        [['RCPT TO:<canary.other@hidden-home.example>']],
      );
    });

    test('takes a puzzle from whoever makes an alias or a key without a key, solved, and once on all workers and nodes', async (t) => {
      const { nodes, env } = await startNodes(t, place, { MAYFLY_CHALLENGE: 'proof-of-work' });
      const [node] = nodes;
      const ask = (one: Program, path: string, body: object, headers: Record<string, string> = {}) =>
        fetch(one.url + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        });
      const without = await ask(node, '/aliases', { target, maxUses: 3 });
      assert.equal(without.status, 403);
      assert.match(((await without.json()) as { type: string }).type, /\/problems#challenge$/);
      assert.equal((await ask(node, '/keys', { target })).status, 403);

      const challenge = await fetch(`${node.url}/challenge`);
      assert.equal(challenge.headers.get('cache-control'), 'no-store');
      const solution = { 'challenge-solution': await solve(await challenge.json()) };
      // Mistakes come first, and use nothing up.
      assert.equal((await ask(node, '/aliases', { target: 'x', maxUses: 3 }, solution)).status, 422);
      const made = await ask(node, '/aliases', { target, maxUses: 3 }, solution);
      assert.equal(made.status, 201, await made.clone().text());
      for (const one of nodes)
        for (let connection = 0; connection < 6; connection++)
          for (const path of ['/aliases', '/keys'])
            assert.equal((await ask(one, path, { target, maxUses: 3 }, solution)).status, 403);
      const second = {
        'challenge-solution': await solve(await (await fetch(`${node.url}/challenge`)).json()),
      };
      const made2 = await ask(nodes.at(-1) ?? node, '/keys', { target }, second);
      assert.equal(made2.status, 201);

      const { key } = (await made2.json()) as { key: string };
      const byKey = await ask(node, '/aliases', { maxUses: 3 }, { authorization: `Bearer ${key}` });
      assert.equal(byKey.status, 201, 'a key needs no proof');
      // Whose owner may have to be asked: else one alias would be enough to have any number of people asked.
      const { address, manageToken } = (await byKey.json()) as AliasBody;
      const move = (body: object, headers: Record<string, string> = {}) =>
        fetch(`${node.url}/aliases/${address}`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${manageToken}`, ...headers },
          body: JSON.stringify(body),
        });
      assert.equal((await move({ target: 'bob@home.example', note: 'moved' })).status, 403);
      assert.equal((await move({ target: 'bob@home.example' }, solution)).status, 403, 'it was used before');
      assert.equal((await move({ target: 'nobody' })).status, 422);
      assert.deepEqual([(await move({ target })).status, (await move({ note: 'x' })).status], [200, 200]);
      const third = {
        'challenge-solution': await solve(await (await fetch(`${node.url}/challenge`)).json()),
      };
      assert.equal((await move({ target: 'bob@home.example' }, third)).status, 200);
      const byCommand = await runProgram(
        ['create', target, '--max-uses', '3', '--url', node.url, '--json'],
        env,
      );
      assert.equal(byCommand.code, 0, byCommand.stderr);
      assert.match(await sent(node, JSON.parse(byCommand.stdout).address), /^250/);
      const metrics = await (await fetch(`${node.url}/metrics`)).text();
      assert.match(metrics, /^mayfly_challenges_total\{outcome="accepted"\} [1-9]/m);
      for (const one of nodes) assert.equal(await one.stop(), 0);
    });

    test('blocks clients at the greeting of SMTP, in sessions that are open, and over HTTP', async (t) => {
      const { nodes, env } = await startNodes(t, place, { MAYFLY_TRUST_PROXY: '127.0.0.1' });
      const [node] = nodes;
      const alias = await createAlias(node, { target, maxUses: 5 });
      const open = await Dialogue.open(node.smtpPort, '127.0.0.8');
      assert.match(await open.say('EHLO client.example'), /^250/);
      const added = await runProgram(['block', 'add', '127.0.0.8/30', '2001:db8:7::/48'], env);
      assert.equal(added.stdout, 'blocked\n', added.stderr);
      const refusal = '554 5.7.1 No mail is taken from your network here';
      for (const one of nodes)
        for (let connection = 0; connection < 6; connection++)
          await eventually(async () => {
            const dialogue = await Dialogue.open(one.smtpPort, '127.0.0.9');
            const { transcript } = dialogue;
            if (transcript.startsWith('220')) {
              dialogue.drop();
              return false;
            }
            assert.equal(transcript.trimEnd(), refusal);
            assert.match(await dialogue.say('EHLO client.example'), /^503 5\.5\.1/);
            assert.match(await dialogue.say('QUIT'), /^221/);
            return true;
          });
      await eventually(async () => {
        const reply = await open.say('MAIL FROM:<shop@shop.example>');
        if (reply.startsWith('250')) await open.say('RSET');
        return reply === refusal;
      });
      open.drop();
      assert.match(await sent(node, alias.address), /^250/);

      const from = (client: string, more = {}) =>
        fetch(`${node.url}/`, { headers: { 'x-forwarded-for': client, ...more } });
      for (const client of ['127.0.0.11', '2001:db8:7:8::9']) {
        await eventually(async () => (await from(client)).status === 403);
        const response = await from(client);
        assert.equal(response.headers.get('content-type'), 'application/problem+json');
        assert.match(await response.text(), /operator of this service has blocked your network/);
        assert.match(
          await (await from(client, { accept: 'text/html' })).text(),
          /<h1>Not from this address<\/h1>/,
        );
      }
      for (const client of ['127.0.0.12', '2001:db8:8::9']) assert.equal((await from(client)).status, 200);

      const removed = await runProgram(['block', 'remove', '--http', '2001:db8:7::/48'], env);
      assert.equal(removed.stdout, 'removed\n', removed.stderr);
      await eventually(async () => (await from('2001:db8:7:8::9')).status === 200);
      const { stdout } = await runProgram(['block', 'list'], env);
      assert.match(
        stdout,
        /^http .* 127\.0\.0\.8\/30\nsmtp .* 127\.0\.0\.8\/30\nsmtp .* 2001:db8:7::\/48\n3 blocks\n$/,
      );
    });
  });

test('the website says who runs it and where to report abuse, in two languages, and security.txt does', async (t) => {
  const env = (more: Record<string, string>) => environment(temporaryFolder(t), more);
  const page = async (program: Program, path: string, language = 'en') => {
    const response = await fetch(program.url + path, {
      headers: { accept: 'text/html', 'accept-language': language },
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };
  const named = await startProgram(
    t,
    env({ MAYFLY_OPERATOR: 'Ada <Lovelace>, London', MAYFLY_ABUSE: 'reports@home.example' }),
  );
  const english = await page(named, '/operator');
  assert.match(english.text, /This service is run by Ada &lt;Lovelace&gt;, London\./);
  assert.match(english.text, /Write to <a href="mailto:reports@home\.example">reports@home\.example<\/a>/);
  const german = await page(named, '/operator', 'de');
  assert.match(german.text, /<h1>Wer diesen Dienst betreibt<\/h1>/);
  assert.match((await page(named, '/', 'de')).text, /<a href="\.\/operator">Betreiber und Missbrauch<\/a>/);
  const security = await page(named, '/.well-known/security.txt');
  assert.deepEqual([security.status, security.type?.toLowerCase()], [200, 'text/plain; charset=utf-8']);
  assert.match(security.text, /^Contact: mailto:reports@home\.example\n/);
  const expires = Date.parse(/^Expires: (\S+)$/m.exec(security.text)?.[1] ?? '');
  assert.ok(expires > Date.now() + 60 * 86_400_000 && expires < Date.now() + 365 * 86_400_000);
  // What is sent there arrives there: in the sandbox, which shows for whom it was.
  assert.match(await sent(named, 'abuse@alias.localhost'), /^250/);
  assert.match((await page(named, '/sandbox/1')).text, /reports@home\.example/);

  const postmaster = 'canary.ops@hidden-home.example';
  const hop = await startScriptedHop({});
  t.after(() => hop.close());
  const next = `smtp://127.0.0.1:${hop.port}?tls=none`;
  const usual = await startProgram(t, env({ MAYFLY_POSTMASTER: postmaster, MAYFLY_NEXT_HOP: next }));
  for (const path of ['/operator', '/.well-known/security.txt', '/operators', '/privacy']) {
    const { text } = await page(usual, path);
    assert.doesNotMatch(text, /canary|hidden-home/, path);
    if (path !== '/operators' && path !== '/privacy')
      assert.match(text, /mailto:abuse@alias\.localhost/, path);
  }
  const silent = await startProgram(t, env({ MAYFLY_NEXT_HOP: next }));
  assert.match((await page(silent, '/operator')).text, /No address for reports is set up here/);
  assert.equal((await page(silent, '/.well-known/security.txt')).status, 404);
});

/** Waits until the next hop of no worker or node, or of each, is offered mail for an address. */
async function untilAll(
  nodes: readonly Program[],
  address: string,
  expected: string | RegExp,
): Promise<void> {
  for (const node of nodes) {
    // Connections go to the workers in turn, more or less.
    let inARow = 0;
    await eventually(async () => {
      const reply = await sent(node, address);
      const isExpected = typeof expected === 'string' ? reply === expected : expected.test(reply);
      inARow = isExpected ? inARow + 1 : 0;
      return inARow >= 6;
    });
  }
}

/** Solves a challenge as docs/api.md says it is done. */
async function solve(challenge: unknown): Promise<string> {
  const { parameters } = challenge as {
    parameters: { nonce: string; salt: string; cost: number; keyLength: number; keyPrefix: string };
  };
  const { nonce, salt, cost, keyLength, keyPrefix } = parameters;
  for (let counter = 0; ; counter++) {
    const octets = Buffer.alloc(4);
    octets.writeUInt32BE(counter);
    const password = Buffer.concat([Buffer.from(nonce, 'hex'), octets]);
    const derivedKey = pbkdf2Sync(password, Buffer.from(salt, 'hex'), cost, keyLength, 'sha256').toString(
      'hex',
    );
    if (derivedKey.startsWith(keyPrefix))
      return Buffer.from(JSON.stringify({ challenge, solution: { counter, derivedKey } })).toString('base64');
  }
}

/** Two nodes on Redis, three workers on LMDB. */
async function startNodes(
  t: TestContext,
  place: (typeof places)[number][1],
  more: Record<string, string> = {},
): Promise<{ readonly nodes: readonly [Program, ...Program[]]; readonly env: NodeJS.ProcessEnv }> {
  const folder = temporaryFolder(t);
  const { store, raw } = await place(t, folder);
  const env = environment(folder, {
    MAYFLY_STORE: store,
    MAYFLY_WORKERS: raw.kind === 'lmdb' ? '3' : '1',
    ...more,
  });
  const first = await startProgram(t, env);
  return { nodes: raw.kind === 'lmdb' ? [first] : [first, await startProgram(t, env)], env };
}
