// SPDX-License-Identifier: MIT
/** What the promises are worth when a primary is lost and a replica takes over, through the real program. */
import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { type ScriptedHop, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
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
import { startReplica, startSentinel, startServer, startWay } from '../support/redis/redis-failover.ts';
import {
  eventually,
  isRedisInstalled,
  type RedisServer,
  startRedisCluster,
} from '../support/redis/redis-server.ts';
import { send, startTraffic, type TrafficReport } from '../support/smtp/traffic.ts';

const target = 'canary.target.7f3a@hidden-home.example';
const options = { concurrency: 2 };
const originators = 8;
/** Patient, since a replica on a busy machine takes its time. */
const wait = '?wait=1:4000';

if (await isRedisInstalled())
  suite('Mayfly when a primary of its Redis is lost', options, () => {
    for (const confirmation of [wait.replace('1', '2'), ''])
      test(`is led to a replica by a sentinel when the primary is killed, ${confirmation || 'without wait='}`, async (t) => {
        const primary = await startServer(t);
        const replicas = await Promise.all([startReplica(t, primary), startReplica(t, primary)]);
        const sentinel = await startSentinel(t, primary, replicas.length);
        const store = `redis+sentinel://127.0.0.1:${sentinel.port}/main${confirmation}`;
        const stage = await start(t, { MAYFLY_STORE: store });
        await losePrimary(t, stage, async () => {
          await primary.kill();
          await eventually(async () => (await readiness(stage.program)) === 503);
          await eventually(async () => (await Promise.all(replicas.map(isPrimary))).includes(true));
          // The heir takes no writes that two replicas cannot confirm: it waits for the old primary.
          await primary.start();
        });
      });

    test('forgets nothing when a primary that stood still comes back after all its replicas have left it', async (t) => {
      const primary = await startServer(t);
      const replica = await startReplica(t, primary);
      const sentinel = await startSentinel(t, primary, 1);
      const store = `redis+sentinel://127.0.0.1:${sentinel.port}/main${wait}`;
      const stage = await start(t, { MAYFLY_STORE: store });
      await losePrimary(t, stage, async () => {
        primary.signal('SIGSTOP');
        await eventually(() => isPrimary(replica));
        primary.signal('SIGCONT');
        await eventually(async () => !(await isPrimary(primary)));
      });
    });

    test('goes on in a cluster that promotes a replica by itself, and has senders wait when slots are lost', async (t) => {
      const cluster = await startRedisCluster(3, ['--repl-diskless-sync-delay', '0']);
      t.after(() => Promise.all(cluster.map((server) => server.remove())), { timeout: 60_000 });
      const [lost, second, third, heir] = cluster;
      assert.ok(lost && second && third && heir);
      const nodes = [second, third, lost].map(({ port }) => `127.0.0.1:${port}`).join(',');
      const store = `redis+cluster://${nodes}${wait}`;
      const stage = await start(t, { MAYFLY_STORE: store }, 12);
      await losePrimary(t, stage, async () => {
        await lost.kill();
        await eventually(async () => (await readiness(stage.program)) === 503);
        await eventually(() => isPrimary(heir));
        // Its shard takes no writes that nobody can confirm: it waits for a replica.
        await lost.start();
      });
      await lost.kill();

      await heir.kill();
      await eventually(async () =>
        /cluster_state:fail/.test(String(await second.command('CLUSTER', 'INFO'))),
      );
      for (const { address } of stage.aliases)
        assert.match(await send(stage.program.smtpPort, address, 'x'), /^451/);
      await eventually(async () => (await readiness(stage.program)) === 503);
      const { code, stderr } = await runProgram(['serve'], { ...stage.env, MAYFLY_STORE: store });
      assert.equal(code, 1);
      assert.match(stderr, /^[^\n]*The Redis Cluster is down, or has slots that no node serves\n$/);
      assert.doesNotMatch(stage.program.output() + stderr, /canary|hidden-home/);
    });

    for (const [confirmation, delivered] of [
      [wait, 3],
      ['', 6],
    ] as const)
      test(`delivers ${delivered} messages through an alias of three uses when the network between primary and replica is cut and both are written to, ${confirmation || 'without wait='}`, async (t) => {
        const primary = await startServer(t);
        const between = await startWay(t, primary);
        const replica = await startReplica(t, between);
        const way = await startWay(t, primary);
        const stage = await start(t, { MAYFLY_STORE: `redis://127.0.0.1:${way.port}${confirmation}` }, 1, 3);
        const [alias] = stage.aliases;
        assert.ok(alias);
        between.cut();
        const cutOff: string[] = [];
        for (let i = 0; i < 3; i++)
          cutOff.push(await send(stage.program.smtpPort, alias.address, `cut off ${i}`));
        await replica.command('REPLICAOF', 'NO', 'ONE');
        // The other side serves without a replica of its own until the operator gives it one.
        const other = await startProgram(t, {
          ...stage.env,
          MAYFLY_STORE: `redis://127.0.0.1:${replica.port}`,
        });
        const replies: string[] = [];
        for (let i = 0; i < 4; i++)
          replies.push(await send(other.smtpPort, alias.address, `other side ${i}`));
        assert.deepEqual(
          replies.map((reply) => reply.slice(0, 3)),
          ['250', '250', '250', '550'],
        );
        assert.equal(stage.hop.accepted, delivered);
        assert.deepEqual(
          cutOff.map((reply) => reply.slice(0, 3)),
          Array.from({ length: 3 }, () => (delivered === 3 ? '451' : '250')),
        );

        // The network is whole again: the old primary follows the new one, and the address moves.
        await primary.command('REPLICAOF', '127.0.0.1', `${replica.port}`);
        const fresh = await createAlias(other, { target, maxUses: 3 });
        const keys = await keysOf(replica);
        await eventually(async () => Number(await primary.command('EXISTS', ...keys)) === keys.length);
        assert.match(await send(stage.program.smtpPort, fresh.address, 'to a replica'), /^451/);
        await eventually(async () => (await readiness(stage.program)) === 503);
        way.lead(replica);
        await eventually(async () =>
          (await send(stage.program.smtpPort, fresh.address, 'moved')).startsWith('250'),
        );
        assert.match(await send(stage.program.smtpPort, alias.address, 'dead'), /^550 5\.1\.1/);
      });

    test('is refused where ?wait= asks fewer replicas than there are; with all of them, an old primary that keeps one gives no use away', async (t) => {
      const primary = await startServer(t);
      const [heir] = await Promise.all([startReplica(t, primary), startReplica(t, primary)]);
      const store = `redis://127.0.0.1:${primary.port}`;
      const env = environment(temporaryFolder(t), { MAYFLY_STORE: `${store}?wait=1:500` });
      const { code, stderr } = await runProgram(['serve'], env);
      assert.equal(code, 1);
      assert.match(stderr, /^[^\n]*has 2 replicas, [^\n]*\?wait=2:500\n$/);

      const stage = await start(t, { MAYFLY_STORE: `${store}?wait=2:4000` }, 1, 3);
      const [alias] = stage.aliases;
      assert.ok(alias && heir);
      await heir.command('REPLICAOF', 'NO', 'ONE');
      await eventually(async () =>
        /connected_slaves:1\b/.test(String(await primary.command('INFO', 'replication'))),
      );
      for (let i = 0; i < 3; i++)
        assert.match(await send(stage.program.smtpPort, alias.address, `old side ${i}`), /^451/);
      const other = await startProgram(t, { ...stage.env, MAYFLY_STORE: `redis://127.0.0.1:${heir.port}` });
      const replies: string[] = [];
      for (let i = 0; i < 4; i++)
        replies.push((await send(other.smtpPort, alias.address, `new side ${i}`)).slice(0, 3));
      assert.deepEqual(replies, ['250', '250', '250', '550']);
      assert.equal(stage.hop.accepted, 3);
    });

    test('asks for disks to confirm where the server can, and says in one line where it cannot', async (t) => {
      const primary = await startServer(t);
      const replica = await startReplica(t, primary);
      const env = { MAYFLY_STORE: `redis://127.0.0.1:${primary.port}?waitaof=1:1:4000` };
      if (!/redis_version:(7\.[2-9]|[89]|\d\d)/.test(String(await primary.command('INFO', 'server')))) {
        const { code, stderr } = await runProgram(['serve'], environment(temporaryFolder(t), env));
        assert.equal(code, 1);
        assert.match(
          stderr,
          /^[^\n]*has no WAITAOF, which came with Redis 7\.2; use wait= instead of waitaof=\n$/,
        );
        return;
      }
      const { program, aliases, hop } = await start(t, env, 1, 3);
      const [alias] = aliases;
      assert.ok(alias);
      assert.match(await send(program.smtpPort, alias.address, 'first'), /^250/);
      await replica.command('CONFIG', 'SET', 'appendonly', 'no');
      assert.match(await send(program.smtpPort, alias.address, 'replica without a disk'), /^451/);
      await replica.command('CONFIG', 'SET', 'appendonly', 'yes');
      await eventually(async () => (await send(program.smtpPort, alias.address, 'second')).startsWith('250'));
      await replica.kill();
      assert.match(await send(program.smtpPort, alias.address, 'no replica'), /^451/);
      assert.equal(hop.accepted, 2);
      assert.equal((await showAlias(program, alias))?.usesLeft, 1);
    });
  });

interface Stage {
  readonly env: NodeJS.ProcessEnv;
  readonly program: Program;
  readonly hop: ScriptedHop;
  readonly aliases: readonly AliasBody[];
}

/** The program with its next hop and some aliases. */
async function start(
  t: TestContext,
  settings: Record<string, string>,
  aliasCount = 1,
  maxUses = 5_000,
): Promise<Stage> {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const env = environment(temporaryFolder(t), {
    MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}`,
    MAYFLY_MAX_USES: '10000',
    MAYFLY_SMTP_ERRORS_PER_CLIENT: 'off',
    ...settings,
  });
  const program = await startProgram(t, env);
  const aliases: AliasBody[] = [];
  for (let i = 0; i < aliasCount; i++) aliases.push(await createAlias(program, { target, maxUses }));
  return { env, program, hop, aliases };
}

/**
 * Has originators write while a primary is lost, and holds what each was told against what the next hop took and what the
 * store says afterwards. `lose` resolves when a replica has taken over.
 */
async function losePrimary(t: TestContext, stage: Stage, lose: () => Promise<void>): Promise<void> {
  const { program, hop, aliases, env } = stage;
  const isConfirmed = env.MAYFLY_STORE?.includes('wait=') === true;
  const dead = await createAlias(program, { target, maxUses: 5 });
  await fetch(`${program.url}/aliases/${dead.address}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${dead.manageToken}` },
  });
  const addresses = aliases.map(({ address }) => address);
  const traffic = startTraffic(program.smtpPort, addresses, originators);
  await eventually(async () => traffic.accepted.size >= 50);
  await lose();
  const before = traffic.accepted.size;
  await eventually(async () => traffic.accepted.size >= before + 50);
  const report = await traffic.stop();
  await eventually(async () => (await readiness(program)) === 200);
  assert.deepEqual(report.wrong, []);
  assert.equal(report.refused, 0);

  const arrived = hop.messages
    .filter(({ code }) => code !== undefined && code < 300)
    .map(({ octets }) => /^Subject: (\S+)/m.exec(String(octets))?.[1] ?? '');
  const distinct = new Set(arrived);
  for (const subject of report.accepted) assert.ok(distinct.has(subject), 'a 250 without an accepted dot');
  assert.equal(report.accepted.size, distinct.size, 'a message that arrived was never answered 250');
  // Outcomes that could not be told are told with the next heartbeat at the latest.
  let spent = 0;
  await eventually(async () => {
    spent = await usesOf(program, aliases);
    return spent <= distinct.size;
  }).catch(() => undefined);
  tell(t, report, { arrived: arrived.length, distinct: distinct.size, spent });
  if (isConfirmed)
    assert.ok(spent >= distinct.size, `${distinct.size - spent} uses that were given are forgotten`);
  assert.ok(spent <= distinct.size + originators, 'uses are spent of which nobody had anything');
  assert.match(await send(program.smtpPort, dead.address, 'to the dead'), /^550 5\.1\.1/);
  assert.doesNotMatch(program.output(), /canary|hidden-home/);
}

async function usesOf(program: Program, aliases: readonly AliasBody[]): Promise<number> {
  const left = await Promise.all(
    aliases.map(async (alias) => (alias.maxUses ?? 0) - ((await showAlias(program, alias))?.usesLeft ?? 0)),
  );
  return left.reduce((sum, uses) => sum + uses);
}

function tell(
  t: TestContext,
  { accepted, deferred, longestGapMs }: TrafficReport,
  { arrived, distinct, spent }: { arrived: number; distinct: number; spent: number },
): void {
  t.diagnostic(
    `${accepted.size} answered 250, ${arrived} arrived (${distinct} distinct), ${spent} spent in the store, ${deferred} attempts deferred, ${Math.round(longestGapMs)} ms without service`,
  );
}

async function keysOf(server: RedisServer): Promise<string[]> {
  return ((await server.command('KEYS', 'mayfly:{*}:*')) as unknown[]).map(String);
}

async function isPrimary(server: RedisServer): Promise<boolean> {
  return /role:master/.test(String(await server.command('INFO', 'replication').catch(() => '')));
}

async function readiness(program: Program): Promise<number> {
  return (await fetch(`${program.url}/readyz`)).status;
}
