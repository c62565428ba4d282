// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { now } from '../../test/support/alias.ts';
import { aliasRecord } from '../../test/support/store-contract.ts';
import { doubtOrphans, instanceLiveness, isInstance, leaseMs, newInstance } from './instance.ts';

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

const isLinux = { skip: process.platform !== 'linux' && 'process numbers alone tell who lives here' };

test(
  'a process with the number of an earlier one is not the instance that it was, nor is one of before a reboot',
  isLinux,
  async (t) => {
    const child = spawn(process.execPath, ['--eval', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    t.after(() => child.kill('SIGKILL'));
    await once(child, 'spawn');
    const isInstanceAlive = instanceLiveness(newInstance());
    const living = newInstance(child.pid);
    const [pid, start, boot, random] = living.split('.');
    assert.equal(isInstanceAlive(living), true);
    assert.equal(
      isInstanceAlive([pid, Number(start) - 1, boot, random].join('.')),
      false,
      'before this start',
    );
    assert.equal(isInstanceAlive([pid, start, '0badb007', random].join('.')), false, 'before a reboot');
    assert.equal(isInstanceAlive([process.pid, start, boot, random].join('.')), false, 'our own number');
  },
);

test('a process that has ended and is not reaped by its parent is not alive', isLinux, async (t) => {
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.after(() => parent.kill('SIGKILL'));
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(String(line));
  const isInstanceAlive = instanceLiveness(newInstance());
  const [instance, ofEarlierVersion] = [newInstance(pid), `${pid}.BBBBBBBBBBBB`];
  assert.equal(isInstanceAlive(instance), true);
  assert.equal(isInstanceAlive(ofEarlierVersion), true);
  process.kill(pid, 'SIGKILL');
  while (isInstanceAlive(instance)) await new Promise(setImmediate);
  assert.equal(process.kill(pid, 0), true, 'its number is still taken');
  assert.equal(isInstanceAlive(ofEarlierVersion), false);
});

test('the name of an instance is told from other texts', () => {
  for (const name of [newInstance(), '7.BBBBBBBBBBBB']) assert.equal(isInstance(name), true, name);
  for (const text of ['', 'of-somebody', '7', '7.8.BBBBBBBBBBBB', `${newInstance()}.x`])
    assert.equal(isInstance(text), false, text);
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
