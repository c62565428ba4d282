/** The operator's hand through the real program: commands beside a service of several workers on LMDB, and of two nodes on Redis. */
import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { places } from '../support/program/places.ts';
import {
  createAlias,
  environment,
  type Program,
  runProgram,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { sent } from '../support/program/transfer-fixture.ts';

const target = 'canary.target.7f3a@hidden-home.example';
const options = { timeout: 240_000, concurrency: 2 };

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
  });

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
