import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { now } from '../../test/support/alias.ts';
import { aliasRecord } from '../../test/support/store-contract.ts';
import { doubtOrphans, leaseMs, newOwner, ownerLiveness } from './instance.ts';

test('an owner is alive while its process runs, and knows itself from an earlier life of its number', async () => {
  const self = newOwner();
  const isOwnerAlive = ownerLiveness(self);
  const child = spawn(process.execPath, ['--eval', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const exit = once(child, 'exit');
  const other = `${child.pid}.instance`;
  assert.equal(isOwnerAlive(self), true);
  assert.equal(isOwnerAlive(newOwner()), false, 'another instance with our process id');
  assert.equal(isOwnerAlive(other), true);
  child.kill('SIGKILL');
  await exit;
  assert.equal(isOwnerAlive(other), false);
  assert.equal(isOwnerAlive('not an owner'), false);
});

test('uses of dead owners and uses past their lease are in doubt, others are not', () => {
  const use = { fingerprint: 'f', spentAt: now, isInDoubt: false, wasInDoubt: false };
  const pending = [
    { ...use, reservation: 'of the dead', owner: 'dead' },
    { ...use, reservation: 'in flight', owner: 'alive' },
    { ...use, reservation: 'forgotten', owner: 'alive', spentAt: now - leaseMs },
  ];
  const doubted = doubtOrphans(aliasRecord({ pending }), now, (owner) => owner === 'alive');
  assert.deepEqual(
    doubted.pending.filter((each) => each.isInDoubt).map((each) => each.reservation),
    ['of the dead', 'forgotten'],
  );
});
