// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { it, type TestContext } from 'node:test';
import { askClockOffset, checkClock } from './clock-check.ts';

/** A time server that is so many ms behind us; gives where it is. */
async function startClock(t: TestContext, behindMs: number, header = Buffer.of(0x24, 2)) {
  const socket = createSocket('udp4');
  socket.on('message', (_, client) => {
    const answer = Buffer.alloc(48);
    header.copy(answer);
    const seconds = (Date.now() - behindMs) / 1000 + 2_208_988_800;
    answer.writeUInt32BE(Math.floor(seconds), 40);
    answer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), 44);
    socket.send(answer, client.port, client.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(() => socket.close());
  return { host: '127.0.0.1', port: socket.address().port };
}

for (const [behindMs, status, says] of [
  [0, 'ok', /right|0\.\d s/],
  [10_000, 'warn', /^(?:9\.[5-9]|10(?:\.\d)?) s ahead$/],
  [-7_200_000, 'fail', /^7\d\d\d(?:\.\d)? s behind/],
] as const)
  it(`a clock that is ${behindMs} ms ahead is ${status}`, async (t) => {
    const server = await startClock(t, behindMs);
    const [finding] = await checkClock(() => askClockOffset(server));
    assert.equal(finding?.status, status, JSON.stringify(finding));
    assert.match(finding?.says ?? '', says);
  });

it('an answer without the time counts as none', async (t) => {
  // Stratum 0: a server that says why it does not serve (RFC 5905 §7.4).
  const server = await startClock(t, 0, Buffer.of(0x24, 0));
  assert.match((await checkClock(() => askClockOffset(server)))[0]?.says ?? '', /no time server/);
});
