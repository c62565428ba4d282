// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Supervisor, type WorkerEnd } from './supervisor.ts';

const listen = `process.on('message', () => {}); process.send({ kind: 'listening' });`;

test('a worker that dies at once is started again after pauses that grow', async (t) => {
  const { ends, start } = supervise(t, [listen, 'setTimeout(() => process.exit(3), 50);']);
  await start();
  await until(() => ends.length === 4);
  assert.deepEqual(
    ends.map(({ code, restartMs }) => [code, restartMs]),
    [100, 200, 400, 800].map((pause) => [3, pause]),
  );
});

test('a worker that cannot even be begun, as while Node is replaced, is tried again', async (t) => {
  const { ends, start } = supervise(t, [listen, 'setTimeout(() => process.exit(3), 300);']);
  await start();
  const { execPath } = process;
  process.execPath = '/nowhere/node';
  t.after(() => Object.assign(process, { execPath }));
  await until(() => ends.length === 3);
  process.execPath = execPath;
  await until(() => ends.filter(({ code }) => code === 3).length === 2);
});

test('a start that fails says why, and announces no replacement', async (t) => {
  const { ends, start } = supervise(t, [
    'process.once("message", () => process.send({ kind: "failed", line: "no store" }, () => process.exit(1)));',
  ]);
  await assert.rejects(start(), /^Error: no store$/);
  assert.deepEqual(ends, [{ code: 1, signal: null, restartMs: undefined }]);
});

test('all workers are started again when one is ended by SIGBUS', async (t) => {
  const die = `process.on('message', ({ kind }) => kind === 'reload' && process.kill(process.pid, 'SIGBUS'));`;
  const { ends, kills, start, tell } = supervise(t, [listen, die], { count: 2 });
  await start();
  tell(1, { kind: 'reload' });
  await until(() => ends.length >= 2);
  assert.deepEqual(
    ends.slice(0, 2).map(({ signal }) => signal),
    ['SIGBUS', 'SIGKILL'],
  );
  assert.match(kills[0] ?? '', /SIGBUS: all workers are started again/);
});

test('all workers are started again when a replacement never listens', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-supervisor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const mark = JSON.stringify(join(folder, 'ended'));
  const lines = [
    `import { existsSync, writeFileSync } from 'node:fs';`,
    `if (process.argv[2] !== '1' || !existsSync(${mark})) process.send({ kind: 'listening' });`,
    `process.on('message', ({ kind }) => {`,
    `  if (kind === 'reload') { writeFileSync(${mark}, ''); process.exit(3); }`,
    `});`,
  ];
  const { ends, kills, start, tell } = supervise(t, lines, { count: 2, listenDeadlineMs: 1_000 });
  await start();
  tell(1, { kind: 'reload' });
  await until(() => ends.length >= 3);
  assert.deepEqual(
    ends.slice(0, 3).map(({ code, signal }) => code ?? signal),
    [3, 'SIGKILL', 'SIGKILL'],
  );
  assert.match(kills[0] ?? '', /has not listened for 1 s/);
});

/** A supervisor of one worker, or more, that run these lines, and what it tells. */
function supervise(
  t: TestContext,
  lines: readonly string[],
  more: { readonly count?: number; readonly listenDeadlineMs?: number } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-supervisor-'));
  const script = join(folder, 'worker.mjs');
  writeFileSync(script, lines.join('\n'));
  const ends: WorkerEnd[] = [];
  const kills: string[] = [];
  const supervisor = new Supervisor({
    script,
    count: 1,
    flags: [],
    descriptors: [],
    stopDeadlineMs: 0,
    startOf: () => undefined,
    onMessage: () => undefined,
    onEnd: (_worker, end) => void ends.push(end),
    onKill: (line) => void kills.push(line),
    ...more,
  });
  t.after(async () => {
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { ends, kills, start: () => supervisor.start(), tell: supervisor.tell.bind(supervisor) };
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 60_000; !holds(); ) {
    assert.ok(performance.now() < end, 'did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
