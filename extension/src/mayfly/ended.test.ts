import assert from 'node:assert/strict';
import { it } from 'node:test';
import { endedSince } from './ended.ts';

it('aliases that are alive no more have ended, by time where that was up', () => {
  const known = [
    { address: 'alive@x', note: '', validUntil: 2000 },
    { address: 'expired@x', note: 'shop.example', validUntil: 1000 },
    { address: 'used@x', note: 'forum.example', validUntil: 2000 },
    { address: 'counted@x', note: '', validUntil: null },
  ];
  assert.deepEqual(endedSince(known, [{ address: 'alive@x' }, { address: 'new@x' }], 1000), [
    { address: 'expired@x', note: 'shop.example', how: 'expired' },
    { address: 'used@x', note: 'forum.example', how: 'usedUp' },
    { address: 'counted@x', note: '', how: 'usedUp' },
  ]);
});
