// SPDX-License-Identifier: MIT
/** Whether smarthosts answer is known before there is mail. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '../support/free-port.ts';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { figure, parseExposition } from '../support/program/exposition.ts';
import { environment, type Program, startProgram, temporaryFolder } from '../support/program/program.ts';
import { eventually } from '../support/redis/redis-server.ts';

const deadlineMs = 60_000;

async function reachable({ url }: Program, hop: number): Promise<number | undefined> {
  const families = parseExposition(await (await fetch(`${url}/metrics`)).text());
  return families.has('mayfly_next_hop_reachable')
    ? figure(families, 'mayfly_next_hop_reachable', { hop: `${hop}` })
    : undefined;
}

for (const workers of ['1', '2'])
  test(`each smarthost is asked without a message and without a login, by one of ${workers} workers`, async (t) => {
    const [first, port] = [await startScriptedHop(), await freePort()];
    t.after(() => first.close());
    const env = environment(temporaryFolder(t), {
      MAYFLY_NEXT_HOP: `smtp://user:secret@127.0.0.1:${first.port}?tls=none, smtp://127.0.0.1:${port}?tls=none`,
      MAYFLY_NEXT_HOP_PROBE: '1s',
      MAYFLY_WORKERS: workers,
    });
    const program = await startProgram(t, env);
    const logged = (line: RegExp) => eventually(async () => line.test(program.output()), deadlineMs);
    await eventually(async () => (await reachable(program, 1)) === 1, deadlineMs);
    await eventually(async () => (await reachable(program, 2)) === 0, deadlineMs);
    const ended = () => first.sessions.filter(({ isClosed }) => isClosed);
    await eventually(async () => ended().length > 0, deadlineMs);
    const sessions = ended();
    for (const { commands } of sessions) assert.deepEqual(commands, ['EHLO alias.localhost', 'QUIT']);
    await logged(/"hop":2,"err":\{[^\n]*ECONNREFUSED[^\n]*"msg":"next hop does not answer"/);

    const second = await startScriptedHop({}, { host: '127.0.0.1', port });
    t.after(() => second.close());
    await first.close();
    await eventually(async () => (await reachable(program, 2)) === 1, deadlineMs);
    await eventually(async () => (await reachable(program, 1)) === 0, deadlineMs);
    await logged(/"hop":2,"msg":"next hop answers again"/);
    assert.equal(await program.stop(), 0);
  });
