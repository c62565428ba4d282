// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ErrorReply } from 'redis';
import { StoreError } from '../../alias/ports.ts';
import { DeadlineError, explainFor, isLoss } from './error.ts';

const replies = [
  ['NOAUTH Authentication required.', 'asks for a password'],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'refuses the user or the password'],
  ['ERR AUTH <password> called without any password configured for the default user', 'no password set'],
  ["NOPERM User canary has no permissions to run the 'evalsha' command", 'does not permit'],
  ['LOADING Redis is loading the dataset in memory', 'still loading'],
  ["READONLY You can't write against a read only replica.", 'is a replica'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'out of memory'],
  ['MISCONF Redis is configured to save RDB snapshots', 'cannot save'],
  ['NOREPLICAS Not enough good replicas to write.', 'too few replicas'],
  ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", 'lost its primary'],
  ['CLUSTERDOWN Hash slot not served', 'no node serves'],
  ['TRYAGAIN Multiple keys request during rehashing of slot', 'moving'],
  ["ERR unknown command 'WAITAOF', with args beginning with: '1'", 'use wait= instead'],
  ['ERR This instance has cluster support disabled', 'is not a cluster'],
  ['ERR user_script:10: an alias in the store is of an unknown version script: canary', 'unknown version'],
  ['WHATEVER canary', '(WHATEVER)'],
] as const;

test('what Redis refuses is told in one line, as a StoreError that is not tried again', () => {
  for (const [reply, meaning] of replies) {
    const error = new ErrorReply(reply);
    const told = explainFor('redis.example:6379')(error);
    assert.ok(told instanceof StoreError);
    assert.match(told.message, /^The Redis store redis\.example:6379 [^\n]+$/);
    assert.ok(told.message.includes(meaning), told.message);
    assert.doesNotMatch(told.message, /canary/);
    assert.equal(isLoss(error), false);
  }
});

test('an alias that cannot be decoded is told as damage, not as a lost connection', () => {
  const told = explainFor('redis.example:6379')(new RangeError('An alias in the store is incomplete'));
  assert.match(told.message, /^The Redis store redis\.example:6379 holds an alias that is damaged;/);
});

test('a lost connection may be tried again, a missed deadline may not', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  assert.equal(isLoss(refused), true);
  assert.match(
    explainFor('a:1')(new Error('x', { cause: refused })).message,
    /cannot be reached \(ECONNREFUSED\)$/,
  );
  assert.equal(isLoss(new DeadlineError('did not answer')), false);
});
