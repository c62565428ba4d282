// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ConnectionCounts, type ConnectionReport } from './connection-counts.ts';

test('connections beyond a limit are turned away, and do not count', () => {
  const counts = new ConnectionCounts({ connections: 3, connectionsPerClient: 2 });
  const opened = (id: number, client: string) => ({ opened: id, client, wider: [] });
  assert.deepEqual(counts.take(1, [opened(1, 'a'), opened(2, 'a'), opened(3, 'a')]), [[3, 'client']]);
  assert.deepEqual(counts.changes(), { isFull: false, isStressed: false, full: ['a'], free: [] });
  assert.deepEqual(counts.take(2, [opened(1, 'b'), opened(2, 'c')]), [[2, 'all']]);
  assert.deepEqual(counts.changes(), { isFull: true, isStressed: true, full: [], free: [] });
  assert.deepEqual(counts.fullness, { isFull: true, isStressed: true, fullClients: ['a'] });
  assert.deepEqual(counts.take(1, [{ closed: 3 }, { closed: 1 }]), []);
  assert.deepEqual(counts.changes(), { isFull: false, isStressed: false, full: [], free: ['a'] });
  assert.equal(counts.changes(), undefined);
});

test('the wider networks of IPv6 clients are counted too, a /56 at twice and a /48 at four times', () => {
  const counts = new ConnectionCounts({ connections: 100, connectionsPerClient: 2 });
  let id = 0;
  const open = (client: string, network: string): boolean => {
    id += 1;
    return counts.take(1 + (id % 2), [{ opened: id, client, wider: [network, '48'] }]).length === 0;
  };
  assert.deepEqual(
    ['a', 'a', 'a', 'b', 'b', 'c'].map((client) => open(client, '56-1')),
    [true, true, false, true, true, false],
  );
  assert.deepEqual(counts.changes()?.full.toSorted(), ['56-1', 'a', 'b']);
  assert.deepEqual(
    ['d', 'e', 'f', 'g', 'h'].map((client) => open(client, '56-2')),
    [true, true, true, true, false],
  );
  assert.equal(open('i', '56-3'), false);
  assert.equal(open('other', 'elsewhere'), false);
  assert.deepEqual(counts.changes()?.full.toSorted(), ['48', '56-2']);
  counts.forget(1);
  assert.equal(counts.fullness.fullClients.includes('48'), false);
});

test('a worker that is gone leaves nothing behind', () => {
  const counts = new ConnectionCounts({ connections: 2, connectionsPerClient: 1 });
  counts.take(1, [
    { opened: 1, client: 'a', wider: [] },
    { opened: 2, client: 'b', wider: [] },
  ]);
  counts.changes();
  counts.forget(1);
  assert.deepEqual(counts.changes(), { isFull: false, isStressed: false, full: [], free: ['a', 'b'] });
  assert.deepEqual(counts.take(1, [{ closed: 1 }, { opened: 1, client: 'a', wider: [] }]), []);
});

test('whatever happens in whichever order, no more are let in than may be, and none is turned away in vain', () => {
  const change = fc.oneof(
    fc.record({
      worker: fc.nat(2),
      opened: fc.nat(40),
      client: fc.constantFrom('a', 'b', 'c'),
      wider: fc.constant([]),
    }),
    fc.record({ worker: fc.nat(2), closed: fc.nat(40) }),
    fc.record({ worker: fc.nat(2), dies: fc.constant(true) }),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const counts = new ConnectionCounts({ connections: 6, connectionsPerClient: 3 });
      const open = new Map<string, string>();
      const known = { isFull: false, clients: new Set<string>() };
      for (const { worker, ...what } of changes) {
        if ('dies' in what) {
          counts.forget(worker);
          for (const id of [...open.keys()]) if (id.startsWith(`${worker} `)) open.delete(id);
        } else {
          const id = `${worker} ${'opened' in what ? what.opened : what.closed}`;
          if ('opened' in what && open.has(id)) continue;
          const report: ConnectionReport = [what];
          const [turnedAway] = counts.take(worker, report);
          if ('closed' in what) open.delete(id);
          else {
            const ofClient = [...open.values()].filter((client) => client === what.client).length;
            const expected = open.size >= 6 ? 'all' : ofClient >= 3 ? 'client' : undefined;
            assert.equal(turnedAway?.[1], expected);
            if (expected === undefined) open.set(id, what.client);
          }
        }
        const told = counts.changes();
        if (told !== undefined) known.isFull = told.isFull;
        for (const client of told?.full ?? []) known.clients.add(client);
        for (const client of told?.free ?? []) known.clients.delete(client);
        const { isFull, isStressed, fullClients } = counts.fullness;
        assert.equal(isStressed, open.size >= 4.5);
        assert.deepEqual(known, { isFull, clients: new Set(fullClients) });
      }
    }),
  );
});
