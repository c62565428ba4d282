// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTrace, traceLines } from './trace.ts';

const log = [
  '{"level":20,"time":"t1","session":"s1","recipient":"hashA","reply":450,"enhanced":"4.2.1","msg":"recipient refused"}',
  '{"level":30,"time":"t2","event":"delivered","reply":250,"session":"s1","messageId":"m1","nextHopId":"q1","octets":5,"msg":"message"}',
  'mayfly: not a line of the log, though it says m1',
  '{"level":30,"time":"t3","session":"s1","commands":6,"errors":0,"messages":1,"isEncrypted":true,"ms":9,"msg":"session"}',
  '{"level":30,"time":"t4","event":"delivered","reply":250,"session":"s2","messageId":"m2","octets":5,"msg":"message"}',
  '{"level":40,"time":"t5","fault":"MTA-STS policy is malformed","domain":"hashD","msg":"direct delivery"}',
  '"m1"',
];

async function* lines(): AsyncGenerator<string> {
  yield* log;
}

const timesOf = async (...ids: string[]) => (await traceLines(lines, ids)).map(({ time }) => time);

describe('a trace', () => {
  for (const id of ['m1', 'q1', 's1', 'hashA'])
    it(`of ${id} has all of its session, what was before it too`, async () => {
      assert.deepEqual(await timesOf(id), ['t1', 't2', 't3']);
    });

  it('of something else has none of it', async () => {
    assert.deepEqual(await timesOf('m2'), ['t4']);
    assert.deepEqual(await timesOf('hashD'), ['t5']);
    assert.deepEqual(await timesOf('m'), []);
    // What is another field's value is no id.
    assert.deepEqual(await timesOf('delivered', '250'), []);
  });

  it('of several ids, as an address has under several secrets, has those of each', async () => {
    assert.deepEqual(await timesOf('hashA', 'hashD'), ['t1', 't2', 't3', 't5']);
  });
});

it('a line is told with its time first', () => {
  assert.equal(
    formatTrace({ level: 30, time: 't', event: 'delivered', err: { code: 'E' }, msg: 'message' }),
    't  message: event=delivered err={"code":"E"}\n',
  );
});
