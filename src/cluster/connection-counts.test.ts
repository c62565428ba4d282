import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Census, type DoorReport } from './connection-counts.ts';

test('connections beyond a limit are turned away, and do not count', () => {
  const census = new Census({ connections: 3, connectionsPerClient: 2 });
  const opened = (id: number, client: string) => ({ opened: id, client });
  assert.deepEqual(census.take(1, [opened(1, 'a'), opened(2, 'a'), opened(3, 'a')]), [[3, 'client']]);
  assert.deepEqual(census.changes(), { isFull: false, full: ['a'], free: [] });
  assert.deepEqual(census.take(2, [opened(1, 'b'), opened(2, 'c')]), [[2, 'all']]);
  assert.deepEqual(census.changes(), { isFull: true, full: [], free: [] });
  assert.deepEqual(census.fullness, { isFull: true, fullClients: ['a'] });
  assert.deepEqual(census.take(1, [{ closed: 3 }, { closed: 1 }]), []);
  assert.deepEqual(census.changes(), { isFull: false, full: [], free: ['a'] });
  assert.equal(census.changes(), undefined);
});

test('a worker that is gone leaves nothing behind', () => {
  const census = new Census({ connections: 2, connectionsPerClient: 1 });
  census.take(1, [
    { opened: 1, client: 'a' },
    { opened: 2, client: 'b' },
  ]);
  census.changes();
  census.forget(1);
  assert.deepEqual(census.changes(), { isFull: false, full: [], free: ['a', 'b'] });
  assert.deepEqual(census.take(1, [{ closed: 1 }, { opened: 1, client: 'a' }]), []);
});

test('whatever happens in whichever order, no more are let in than may be, and none is turned away in vain', () => {
  const change = fc.oneof(
    fc.record({ worker: fc.nat(2), opened: fc.nat(40), client: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ worker: fc.nat(2), closed: fc.nat(40) }),
    fc.record({ worker: fc.nat(2), dies: fc.constant(true) }),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const census = new Census({ connections: 6, connectionsPerClient: 3 });
      const open = new Map<string, string>();
      const known = { isFull: false, clients: new Set<string>() };
      for (const { worker, ...what } of changes) {
        if ('dies' in what) {
          census.forget(worker);
          for (const id of [...open.keys()]) if (id.startsWith(`${worker} `)) open.delete(id);
        } else {
          const id = `${worker} ${'opened' in what ? what.opened : what.closed}`;
          if ('opened' in what && open.has(id)) continue;
          const report: DoorReport = [what];
          const [turnedAway] = census.take(worker, report);
          if ('closed' in what) open.delete(id);
          else {
            const ofClient = [...open.values()].filter((client) => client === what.client).length;
            const expected = open.size >= 6 ? 'all' : ofClient >= 3 ? 'client' : undefined;
            assert.equal(turnedAway?.[1], expected);
            if (expected === undefined) open.set(id, what.client);
          }
        }
        const told = census.changes();
        if (told !== undefined) known.isFull = told.isFull;
        for (const client of told?.full ?? []) known.clients.add(client);
        for (const client of told?.free ?? []) known.clients.delete(client);
        const { isFull, fullClients } = census.fullness;
        assert.deepEqual(known, { isFull, clients: new Set(fullClients) });
      }
    }),
  );
});
