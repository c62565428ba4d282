// SPDX-License-Identifier: MIT
/** Several nodes on one real Redis, behind a real HAProxy. */
import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { type ScriptedHop, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { follow, untilSettled } from '../support/program/event-stream.ts';
import { isHaproxyInstalled, startHaproxy } from '../support/program/haproxy.ts';
import {
  createAlias,
  environment,
  type Program,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { eventually, isRedisInstalled, type RedisServer, startRedis } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const target = 'canary.target.7f3a@hidden-home.example';

if ((await isRedisInstalled()) && (await isHaproxyInstalled()))
  suite('several nodes on one Redis behind HAProxy', { concurrency: 2 }, () => {
    test('share the uses of an alias, the news of it, and live on when one is killed', async (t) => {
      const { nodes, balancer, hop } = await start(t);
      const [first] = nodes;
      assert.ok(first);
      const alias = await createAlias({ ...first, url: balancer.url }, { target, maxUses: 5 });
      const streams = await Promise.all(nodes.map((node) => follow(t, node, alias)));
      const replies = await Promise.all(
        Array.from({ length: 50 }, () => send(balancer.smtpPort, alias.address)),
      );
      assert.equal(replies.filter((reply) => reply.startsWith('250')).length, 5);
      assert.equal(hop.accepted, 5);
      for (const next of streams) {
        const events = [];
        for (let event = await next(); event !== undefined; event = await next()) events.push(event);
        assert.ok(events.includes('settled'), `${events}`);
        assert.equal(events.at(-1), 'destroyed');
      }

      const other = await createAlias({ ...first, url: balancer.url }, { target, maxUses: 9 });
      await first.kill();
      for (let i = 0; i < 6; i++) assert.match(await send(balancer.smtpPort, other.address), /^250/);
      for (let i = 0; i < 6; i++)
        assert.equal((await fetch(`${balancer.url}/readyz`, { headers: alone })).status, 200);
      for (const node of nodes) assert.doesNotMatch(node.output(), /canary|hidden-home/);
    });

    test('every page shows what became of a message, whichever node took it', async (t) => {
      const { nodes } = await start(t, { MAYFLY_WORKERS: '2' }, 2);
      const [one, other] = nodes;
      assert.ok(one && other);
      const alias = await createAlias(one, { target, maxUses: 5 });
      const next = await follow(t, one, alias);
      const proxy = 'PROXY TCP4 192.0.2.1 192.0.2.2 4711 25\r\n';
      assert.match(await send(other.smtpPort, alias.address, proxy), /^250/);
      assert.deepEqual(await untilSettled(next), ['spent', 'settled']);
      const path = `/m/${alias.address}/${alias.manageToken}`;
      for (const { url } of [one, other, one, other])
        await eventually(async () =>
          /<ol class="history">/.test(await (await fetch(`${url}${path}`, { headers: alone })).text()),
        );
    });

    test('creations and errors of one client are counted over all nodes, Redis learns neither client nor target, and nobody else suffers', async (t) => {
      const limits = { MAYFLY_RATE_LIMIT: '5/hour', MAYFLY_SMTP_ERRORS_PER_CLIENT: '8' };
      const { balancer, redis } = await start(t, limits);
      const make = async (): Promise<number> => {
        const headers = { 'content-type': 'application/json', ...alone };
        const body = JSON.stringify({ target, maxUses: 1 });
        return (await fetch(`${balancer.url}/aliases`, { method: 'POST', headers, body })).status;
      };
      // Few at a time: a node that waits a second for Redis counts for itself.
      const statuses: number[] = [];
      for (let batch = 0; batch < 5; batch += 1)
        statuses.push(...(await Promise.all(Array.from({ length: 4 }, make))));
      assert.equal(statuses.filter((status) => status === 201).length, 5);
      assert.equal(statuses.filter((status) => status === 429).length, 15);
      const keys = (await redis.command('KEYS', '*:limit:*')) as string[];
      // Of the client, of the target, and of all who have no key.
      assert.equal(keys.length, 3);
      for (const key of keys) assert.match(String(key), /^mayfly:limit:[\w-]{24}$/);

      await eventually(async () => {
        const dialogue = await Dialogue.open(balancer.smtpPort, '127.0.0.2');
        await dialogue.say('EHLO client.example');
        await dialogue.say('MAIL FROM:<a@shop.example>');
        await dialogue.say('RCPT TO:<nobody@alias.localhost>');
        dialogue.drop();
        return dialogue.transcript.includes('421 4.7.0');
      });
      const greetings = async (address: string): Promise<string[]> =>
        Promise.all(
          Array.from({ length: 6 }, async () => {
            const dialogue = await Dialogue.open(balancer.smtpPort, address);
            dialogue.drop();
            return dialogue.transcript;
          }),
        );
      await eventually(async () =>
        (await greetings('127.0.0.2')).every((greeting) => greeting.startsWith('421 4.7.0')),
      );
      for (const greeting of await greetings('127.0.0.3')) assert.match(greeting, /^220 /);
    });
  });

/** Each request over a connection of its own, so that the balancer chooses anew. */
const alone = { connection: 'close' };

interface Stage {
  readonly nodes: readonly Program[];
  readonly balancer: { readonly smtpPort: number; readonly url: string };
  readonly redis: RedisServer;
  readonly hop: ScriptedHop;
}

/** Nodes with one secret, one Redis, one next hop and one balancer. */
async function start(t: TestContext, more: Record<string, string> = {}, count = 3): Promise<Stage> {
  const [redis, hop] = await Promise.all([startRedis(), startScriptedHop()]);
  t.after(() => Promise.all([redis.remove(), hop.close()]));
  const env = environment(temporaryFolder(t), {
    MAYFLY_STORE: `redis://127.0.0.1:${redis.port}`,
    MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}`,
    MAYFLY_PROXY_PEERS: '127.0.0.1',
    MAYFLY_TRUST_PROXY: '127.0.0.1',
    ...more,
  });
  const nodes = [await startProgram(t, env)];
  nodes.push(...(await Promise.all(Array.from({ length: count - 1 }, () => startProgram(t, env)))));
  // A node that starts does not wait for ever until it hears the others.
  const listeners = count * Number(more.MAYFLY_WORKERS ?? 1);
  await eventually(async () =>
    `${await redis.command('PUBSUB', 'NUMSUB', 'mayfly:news')}`.endsWith(`,${listeners}`),
  );
  return { nodes, balancer: await startHaproxy(t, nodes), redis, hop };
}

/** Sends one message, after what a balancer would say; gives the reply that decided. */
async function send(port: number, recipient: string, proxyHeader?: string): Promise<string> {
  const dialogue = await Dialogue.open(port, '127.0.0.1', proxyHeader);
  await dialogue.say('EHLO client.example');
  await dialogue.say('MAIL FROM:<shop@shop.example>');
  const rcpt = await dialogue.say(`RCPT TO:<${recipient}>`);
  const reply = rcpt.startsWith('250')
    ? await dialogue.message(`Subject: ${crypto.randomUUID()}\r\n\r\nbody\r\n`)
    : rcpt;
  dialogue.drop();
  return reply;
}
