// SPDX-License-Identifier: MIT
/** Nobody is sent mail who has not agreed: through the real program, on LMDB and on Redis. */
import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { bounceFormats } from '../support/bounce-formats.ts';
import { type ScriptedHop, say, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { follow } from '../support/program/event-stream.ts';
import { places } from '../support/program/places.ts';
import {
  type AliasBody,
  environment,
  type Program,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { sent } from '../support/program/transfer-fixture.ts';
import { eventually } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const target = 'ada@home.example';
const options = { concurrency: 2 };
const deadlineMs = 60_000;
const metricsToken = 'a-token-of-16-or-more';

type Created = AliasBody & { readonly key: string };

/** A program that asks, as it does unless it is told otherwise, and the next hop that takes the questions. */
async function stage(t: TestContext, place: (typeof places)[number][1], more: Record<string, string> = {}) {
  const folder = temporaryFolder(t);
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const env = environment(folder, {
    MAYFLY_STORE: (await place(t, folder)).store,
    MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none`,
    MAYFLY_DOMAINS: 'alias.example, other.example',
    MAYFLY_PUBLIC_URL: 'https://alias.example',
    MAYFLY_CONFIRM: '',
    ...more,
  });
  return { hop, env, program: await startProgram(t, env) };
}

async function make(
  program: Program,
  body: object = {},
  headers: Record<string, string> = {},
): Promise<Created> {
  const response = await fetch(`${program.url}/aliases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ target, maxUses: 2, ...body }),
  });
  assert.equal(response.status, 201, await response.clone().text());
  return (await response.json()) as Created;
}

/** The path of the page that the last of so many questions leads to. */
async function questionOf(
  hop: ScriptedHop,
  count = 1,
): Promise<{ readonly path: string; readonly text: string }> {
  await eventually(async () => hop.messages.length >= count, deadlineMs);
  const text = hop.messages[count - 1]?.octets.toString() ?? '';
  const path = /https:\/\/alias\.example(\/confirm\/[0-9a-z]{32})\r\n/.exec(text)?.[1];
  return { path: path ?? assert.fail(text), text };
}

function post(program: Program, path: string, body?: URLSearchParams): Promise<Response> {
  return fetch(`${program.url}${path}`, { method: 'POST', redirect: 'manual', ...(body && { body }) });
}

const page = async (program: Program, path: string) => {
  const response = await fetch(`${program.url}${path}`);
  return { status: response.status, text: await response.text() };
};

for (const [name, place] of places)
  suite(`confirmation on ${name}`, options, () => {
    test('an alias waits until the owner of its target has agreed, and so does its key; a page that is fetched changes nothing', async (t) => {
      const { hop, program } = await stage(t, place);
      const first = await make(program, { note: 'canary-note' });
      assert.equal(first.state, 'unconfirmed');
      const next = await follow(t, program, first);
      assert.match(await sent(program, first.address), /^450 4\.2\.1/);
      const headers = { authorization: `Bearer ${first.key}` };
      const second = await make(program, { target: undefined, name: 'canary-name' }, headers);
      assert.equal(second.state, 'unconfirmed');

      const { path, text } = await questionOf(hop);
      const { mail, rcpts } = hop.messages[0] ?? assert.fail();
      assert.match(mail, /^MAIL FROM:<bounce=[0-9a-f]{56}@alias\.example> /);
      assert.match(rcpts[0] ?? '', /^RCPT TO:<ada@home\.example>/);
      assert.ok(text.includes(first.address));
      assert.doesNotMatch(text, /canary/);
      for (const link of [path, `${path}/never`, path])
        for (const method of ['GET', 'HEAD'])
          assert.equal((await fetch(`${program.url}${link}`, { method })).status, 200);
      assert.equal((await showAlias(program, first))?.state, 'unconfirmed');
      const shown = await page(program, path);
      assert.match(shown.text, /Yes, pass its mail on to me/);
      assert.doesNotMatch(shown.text, /home\.example/);

      assert.equal((await post(program, path)).status, 303);
      assert.equal(await next(), 'changed');
      for (const alias of [first, second]) {
        assert.equal((await showAlias(program, alias))?.state, 'active');
        assert.match(await sent(program, alias.address), /^250/);
      }
      assert.equal((await make(program, { target: undefined }, headers)).state, 'active');
      // Twice is once, and an alias that was paused meanwhile stays so.
      await fetch(`${program.url}/aliases/${second.address}`, {
        method: 'PATCH',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ state: 'paused' }),
      });
      assert.equal((await post(program, path)).status, 303);
      assert.match((await page(program, path)).text, /You have agreed/);
      assert.equal((await showAlias(program, second))?.state, 'paused');
      assert.doesNotMatch(program.output(), /home\.example|canary|mayfly[0-9a-z]{40}|confirm\/[0-9a-z]{20}/);
    });

    test('mail of an alias goes on to its old target until the owner of the new one has agreed', async (t) => {
      const { hop, program } = await stage(t, place, { MAYFLY_QUESTIONS_PER_TARGET: 'off' });
      const alias = await make(program, { maxUses: 9, note: 'canary-note' });
      const change = (body: object) =>
        fetch(`${program.url}/aliases/${alias.address}`, {
          method: 'PATCH',
          headers: { authorization: `Bearer ${alias.manageToken}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      assert.equal((await change({ target: 'bob@home.example' })).status, 422, 'nobody has agreed to it yet');
      assert.equal((await post(program, (await questionOf(hop)).path)).status, 303);

      const wrong = await change({ target: 'bob@other.example', maxUses: 0 });
      assert.equal(wrong.status, 422);
      const { errors }: { errors: readonly { field: string }[] } = Object(await wrong.json());
      assert.deepEqual(errors.map(({ field }) => field).sort(), ['maxUses', 'target']);

      const asked = await change({ target: 'Bob@home.example', maxUses: 5 });
      assert.equal(asked.status, 202);
      assert.partialDeepStrictEqual(await asked.json(), { target, maxUses: 5, note: 'canary-note' });
      const { path, text } = await questionOf(hop, 2);
      assert.match(hop.messages[1]?.rcpts[0] ?? '', /^RCPT TO:<Bob@home\.example>/);
      assert.doesNotMatch(text, /canary|ada@/);
      assert.ok(!text.includes(alias.address));
      const goesTo = async (): Promise<string> => {
        assert.match(await sent(program, alias.address), /^250/);
        return /<(.*)>/.exec(hop.messages.at(-1)?.rcpts[0] ?? '')?.[1] ?? '';
      };
      assert.equal(await goesTo(), target);

      assert.equal((await post(program, path)).status, 303);
      assert.equal(await goesTo(), 'Bob@home.example');
      assert.partialDeepStrictEqual(await showAlias(program, alias), {
        target: 'Bob@home.example',
        note: 'canary-note',
        delivered: 2,
        usesLeft: 3,
      });
      assert.match((await page(program, path)).text, /You have agreed/);

      // Back again, by a question of its own; the answer that was given before moves nothing any more.
      assert.equal((await change({ target })).status, 202);
      assert.equal((await post(program, (await questionOf(hop, 5)).path)).status, 303);
      assert.equal((await post(program, path)).status, 303);
      assert.equal(await goesTo(), target);
      assert.equal((await change({ target })).status, 200, 'nothing changes, so nobody is asked');
      assert.doesNotMatch(program.output(), /home\.example|canary/);
    });

    test('who says never is asked no more, by no other question either, and nobody who asks can tell', async (t) => {
      const { hop, program } = await stage(t, place, { MAYFLY_QUESTIONS_PER_TARGET: 'off' });
      const [one, two] = [await make(program), await make(program)];
      const [first, second] = [await questionOf(hop, 1), await questionOf(hop, 2)];
      const click = await post(
        program,
        `${first.path}/never`,
        new URLSearchParams('List-Unsubscribe=One-Click'),
      );
      assert.deepEqual([click.status, /will not be asked again/.test(await click.text())], [200, true]);
      assert.equal((await post(program, second.path)).status, 409);
      for (const alias of [one, two]) assert.equal((await showAlias(program, alias))?.state, 'unconfirmed');
      assert.equal((await post(program, `${second.path}/never`)).status, 200);

      const after = await make(program, { target: 'ADA+tag@home.example' });
      assert.deepEqual(Object.keys(after), Object.keys(one));
      const other = await make(program, { target: 'bob@home.example' });
      await questionOf(hop, 3);
      assert.match(hop.messages[2]?.rcpts[0] ?? '', /bob@/);
      assert.equal((await showAlias(program, after))?.state, 'unconfirmed');
      assert.equal((await showAlias(program, other))?.state, 'unconfirmed');
      for (const changed of [`${first.path.slice(0, -1)}!`, `/confirm/${'0'.repeat(32)}`, '/confirm/x'])
        for (const path of [changed, `${changed}/never`]) {
          assert.equal((await page(program, path)).status, 404);
          assert.equal((await post(program, path)).status, 404);
        }
    });

    test('a question that comes back ends the key and its alias', async (t) => {
      const { hop, program } = await stage(t, place);
      const alias = await make(program);
      const next = await follow(t, program, alias);
      const { path } = await questionOf(hop);
      const returnPath = /^MAIL FROM:<([^>]+)>/.exec(hop.messages[0]?.mail ?? '')?.[1] ?? assert.fail();
      const [dialogue] = await Dialogue.envelope(program.smtpPort, returnPath, '');
      assert.match(await dialogue.message(bounceFormats(target)[0]?.octets ?? ''), /^250/);
      dialogue.drop();
      assert.equal(await next(), 'destroyed');
      const answer = await fetch(`${program.url}/keys/self`, {
        headers: { authorization: `Bearer ${alias.key}` },
      });
      assert.equal(answer.status, 401);
      assert.equal((await post(program, path)).status, 410);
      assert.match(await sent(program, alias.address), /^550 5\.1\.1/);
      assert.equal(hop.messages.length, 1);
    });

    test('what the next hop refuses for good ends them too, and what it puts off is not the end', async (t) => {
      const { hop, program } = await stage(t, place, { MAYFLY_QUESTIONS_PER_TARGET: 'off' });
      hop.follow({
        rcpt: ({ line }) => say(line.includes('later') ? '450 greylisted' : '550 no such user'),
      });
      const isGone = async (alias: Created): Promise<boolean> => {
        const headers = { authorization: `Bearer ${alias.manageToken}` };
        return (await fetch(`${program.url}/aliases/${alias.address}`, { headers })).status === 404;
      };
      const putOff = await make(program, { target: 'later@home.example' });
      const isPutOff = async (): Promise<boolean> =>
        hop.sessions.some(({ commands }) => commands.some((line) => /^RCPT.*later/.test(line)));
      await eventually(isPutOff, deadlineMs);
      // By the time that this one has ended, the other would have.
      const refused = await make(program);
      await eventually(() => isGone(refused), deadlineMs);
      assert.equal(await isGone(putOff), false);
    });

    test('limits hold over all processes, and a target that was asked is not asked again after a restart', async (t) => {
      const { hop, env, program } = await stage(t, place, {
        MAYFLY_WORKERS: '2',
        MAYFLY_QUESTIONS_PER_CLIENT: '5/hour',
        MAYFLY_QUESTIONS: '4/hour',
        MAYFLY_METRICS_TOKEN: metricsToken,
      });
      // Connections of their own, so that both workers get some.
      const askAll = (running: Program, targets: readonly string[]) =>
        Promise.all(targets.map((one) => make(running, { target: one }, { connection: 'close' })));
      const twenty = Array.from({ length: 20 }, (_, at) => at);
      await askAll(program, ['ada@home.example', 'ADA@home.example', 'ada+x@home.example']);
      const outcome = async (running: Program, name: string): Promise<number> => {
        const headers = { authorization: `Bearer ${metricsToken}` };
        const text = await (await fetch(`${running.url}/metrics`, { headers })).text();
        return Number(
          new RegExp(`mayfly_questions_total\\{outcome="${name}"\\} (\\d+)`).exec(text)?.[1] ?? 0,
        );
      };
      // Which of them is asked first shows at once, and when it is sent a moment later.
      await eventually(async () => (await outcome(program, 'target_limit')) === 2, deadlineMs);
      await eventually(async () => (await outcome(program, 'sent')) === 1, deadlineMs);
      await askAll(
        program,
        twenty.map((at) => `p${at}@home.example`),
      );
      await eventually(async () => (await outcome(program, 'client_limit')) === 18, deadlineMs);
      await eventually(async () => (await outcome(program, 'sent')) === 3, deadlineMs);
      assert.deepEqual([await outcome(program, 'sent'), hop.messages.length], [3, 3]);
      assert.equal(await program.stop(), 0);

      const again = await startProgram(t, {
        ...env,
        MAYFLY_WORKERS: '1',
        MAYFLY_QUESTIONS_PER_CLIENT: 'off',
      });
      await askAll(again, ['ada@home.example']);
      await eventually(async () => (await outcome(again, 'target_limit')) === 1, deadlineMs);
      await askAll(
        again,
        twenty.map((at) => `q${at}@home.example`),
      );
      await eventually(async () => (await outcome(again, 'all_limit')) > 0, deadlineMs);
      await eventually(async () => /MAYFLY_QUESTIONS is reached/.test(again.output()), deadlineMs);
    });
  });
