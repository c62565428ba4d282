import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { now } from '../../test/support/alias.ts';
import { aliasRecord } from '../../test/support/store-contract.ts';
import { doubtOrphans, instanceLiveness, leaseMs, newInstance } from './instance.ts';

test('an instance is alive while its process runs, and knows itself from an earlier life of its number', async () => {
  const self = newInstance();
  const isInstanceAlive = instanceLiveness(self);
  const child = spawn(process.execPath, ['--eval', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const exit = once(child, 'exit');
  const other = `${child.pid}.instance`;
  assert.equal(isInstanceAlive(self), true);
  assert.equal(isInstanceAlive(newInstance()), false, 'another instance with our process id');
  assert.equal(isInstanceAlive(other), true);
  child.kill('SIGKILL');
  await exit;
  assert.equal(isInstanceAlive(other), false);
  assert.equal(isInstanceAlive('not an instance'), false);
});

test('uses of dead instances and uses past their lease are in doubt, others are not', () => {
  const use = { fingerprint: 'f', spentAt: now, isInDoubt: false, wasInDoubt: false };
  const pending = [
    { ...use, reservation: 'of the dead', instance: 'dead' },
    { ...use, reservation: 'in flight', instance: 'alive' },
    { ...use, reservation: 'forgotten', instance: 'alive', spentAt: now - leaseMs },
  ];
  const inDoubt = doubtOrphans(aliasRecord({ pending }), now, (instance) => instance === 'alive');
  assert.deepEqual(
    inDoubt.pending.filter((each) => each.isInDoubt).map((each) => each.reservation),
    ['of the dead', 'forgotten'],
  );
});
