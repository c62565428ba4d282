// SPDX-License-Identifier: MIT
/** Confirmations, revocations and refusals that a crash cuts off (docs/crash-proof.md): what was answered holds, and what was not can be repeated. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { type ScriptedHop, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  type AliasBody,
  createAlias,
  environment,
  type Program,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { eventually, isRedisInstalled, type RedisServer, startRedis } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const options = { concurrency: 2 };
const deadlineMs = 60_000;
const rounds = 3;
const acts = ['confirm', 'revoke', 'refuse'] as const;
const keysPerAct = 6;
const aliasesPerKey = 4;

/** A key with its aliases and the path of its question, and what is about to happen to it. */
interface Subject {
  readonly act: (typeof acts)[number];
  readonly key: string;
  readonly aliases: readonly AliasBody[];
  readonly path: string;
}

/** Where the store is, and what a crash of it is, where it has a process of its own. */
interface Place {
  readonly store: string;
  readonly redis?: RedisServer;
}

const places: [string, (t: TestContext, folder: string) => Promise<Place>][] = [
  ['LMDB', async (_t, folder) => ({ store: `lmdb:${join(folder, 'store')}` })],
];
if (await isRedisInstalled())
  places.push([
    'Redis',
    async (t) => {
      const redis = await startRedis();
      t.after(() => redis.remove());
      return { store: `redis://127.0.0.1:${redis.port}`, redis };
    },
  ]);

suite('what a crash cuts off', options, () => {
  for (const [name, place] of places)
    test(`on ${name}: what was answered holds, and what was not is completed by a repetition`, async (t) => {
      const folder = temporaryFolder(t);
      const hop = await startScriptedHop();
      t.after(() => hop.close());
      const { store, redis } = await place(t, folder);
      const env = environment(folder, {
        MAYFLY_STORE: store,
        MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none`,
        MAYFLY_PUBLIC_URL: 'https://alias.localhost',
        MAYFLY_CONFIRM: 'on',
        MAYFLY_QUESTIONS: 'off',
        MAYFLY_QUESTIONS_PER_CLIENT: 'off',
      });
      let [program, answered, cutOff] = [await startProgram(t, env), 0, 0];
      for (let round = 0; round < rounds; round++) {
        const subjects = await prepare(program, hop, round);
        const victim = redis !== undefined && round % 2 === 1 ? redis : program;
        const statuses = await crashAmid(program, subjects, victim);
        if (victim === redis) {
          await redis.start();
          const { url } = program;
          await eventually(async () => (await fetch(`${url}/readyz`)).status === 200, deadlineMs);
        } else program = await startProgram(t, env);
        for (const [at, subject] of subjects.entries()) {
          const status = statuses[at];
          if (status === undefined) cutOff += 1;
          else answered += 1;
          await check[subject.act](program, subject, status);
        }
      }
      t.diagnostic(`${answered} acts were answered, ${cutOff} were cut off`);
      assert.ok(answered > 0 && cutOff > 0);
    });
});

/** Keys with aliases and questions; those that are to be revoked are confirmed. */
async function prepare(program: Program, hop: ScriptedHop, round: number): Promise<readonly Subject[]> {
  const plans = acts.flatMap((act) =>
    Array.from({ length: keysPerAct }, (_, at) => ({ act, target: `${act}${round}x${at}@home.example` })),
  );
  const subjects = await Promise.all(
    plans.map(async ({ act, target }): Promise<Subject> => {
      const first = await createAlias(program, { target, maxUses: 1 });
      const key = first.key ?? assert.fail('no key');
      const others = Array.from({ length: aliasesPerKey - 1 }, () =>
        createAlias(program, { maxUses: 1 }, key),
      );
      const path = () => pathOf(hop, target);
      await eventually(async () => path() !== undefined, deadlineMs);
      return { act, key, aliases: [first, ...(await Promise.all(others))], path: path() ?? '' };
    }),
  );
  for (const { act, path } of subjects)
    if (act === 'revoke') assert.equal((await post(program, path)).status, 303);
  return subjects;
}

function pathOf(hop: ScriptedHop, target: string): string | undefined {
  const question = hop.messages.find(({ rcpts }) => rcpts.some((rcpt) => rcpt.includes(`<${target}>`)));
  return /alias\.localhost(\/confirm\/\w+)\r/.exec(question?.octets.toString() ?? '')?.[1];
}

function post(program: Program, path: string): Promise<Response> {
  return fetch(`${program.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { connection: 'close' },
  });
}

function perform(program: Program, { act, key, path }: Subject): Promise<Response> {
  if (act !== 'revoke') return post(program, act === 'refuse' ? `${path}/never` : path);
  return fetch(`${program.url}/keys/self?aliases=destroy`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${key}`, connection: 'close' },
  });
}

/** Does all at once, and kills the program or its store after some of the answers; gives the status of those acts that were done. */
async function crashAmid(
  program: Program,
  subjects: readonly Subject[],
  victim: Pick<Program, 'kill'>,
): Promise<readonly (number | undefined)[]> {
  const killAfter = 1 + Math.floor(Math.random() * (subjects.length / 2));
  let [count, killed] = [0, Promise.resolve()];
  const statuses = await Promise.all(
    subjects.map(async (subject) => {
      try {
        const { status } = await perform(program, subject);
        if (++count === killAfter) killed = victim.kill();
        // The store cannot answer: whether it was done before that nobody can say.
        return status === 503 ? undefined : status;
      } catch {
        return undefined;
      }
    }),
  );
  await killed;
  return statuses;
}

const check: Readonly<
  Record<Subject['act'], (program: Program, subject: Subject, status: number | undefined) => Promise<void>>
> = {
  async confirm(program, subject, status) {
    const states = await statesOf(program, subject);
    assert.ok(status === undefined || status === 303, `${status}`);
    if (status === 303)
      assert.deepEqual(
        states,
        subject.aliases.map(() => 'active'),
      );
    else for (const state of states) assert.match(state, /^(active|unconfirmed)$/);
    // No alias takes mail by half.
    for (const [at, { address }] of subject.aliases.entries())
      assert.match(await rcpt(program, address), states[at] === 'active' ? /^250/ : /^450 4\.2\.1/);
    assert.equal((await perform(program, subject)).status, 303);
    assert.deepEqual(
      await statesOf(program, subject),
      subject.aliases.map(() => 'active'),
    );
  },
  async revoke(program, subject, status) {
    assert.ok(status === undefined || status === 204, `${status}`);
    if (status === undefined) assert.ok([204, 401].includes((await perform(program, subject)).status));
    assert.equal((await perform(program, subject)).status, 401);
    assert.deepEqual(
      await statesOf(program, subject),
      subject.aliases.map(() => 'gone'),
    );
    for (const { address } of subject.aliases) assert.match(await rcpt(program, address), /^550 5\.1\.1/);
    assert.equal((await post(program, subject.path)).status, 410);
  },
  async refuse(program, subject, status) {
    assert.ok(status === undefined || status === 200, `${status}`);
    if (status === undefined) assert.equal((await perform(program, subject)).status, 200);
    assert.equal((await post(program, subject.path)).status, 409);
    assert.deepEqual(
      await statesOf(program, subject),
      subject.aliases.map(() => 'unconfirmed'),
    );
  },
};

function statesOf(program: Program, { aliases }: Subject): Promise<readonly string[]> {
  return Promise.all(
    aliases.map(async ({ address, manageToken }) => {
      const headers = { authorization: `Bearer ${manageToken}` };
      const response = await fetch(`${program.url}/aliases/${address}`, { headers });
      if ([404, 410].includes(response.status)) return 'gone';
      assert.equal(response.status, 200);
      return ((await response.json()) as AliasBody).state;
    }),
  );
}

async function rcpt(program: Program, address: string): Promise<string> {
  const [dialogue, answer] = await Dialogue.envelope(program.smtpPort, address);
  dialogue.drop();
  return answer;
}
