// SPDX-License-Identifier: MIT
/** `npm run bench`: Mayfly beside its peers and its ceilings. What is measured, and how, is told in docs/performance.md. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './child.ts';
import type { GeneratorAnswer, GeneratorRequest, SinkAnswer, SinkRequest } from './load/plan.ts';
import { type Options, readOptions } from './options.ts';
import type { Peer, Server } from './peers/peer.ts';
import { describeMachine, formatResult, formatShortfalls, type Report } from './report.ts';
import { type Result, runScenario } from './rounds.ts';
import type { Bench, Scenario } from './scenarios/scenario.ts';
import { domain, localParts } from './setting.ts';

const options = readOptions(process.argv.slice(2));
if (options === undefined) process.exit(2);
const report = await runAll(options);
process.stdout.write(`\n${formatShortfalls(report.results)}`);
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
process.exit();

async function runAll(options: Options): Promise<Report> {
  const { scenarios, peers, rounds, seconds, aliases } = options;
  if (options.program === undefined) build();
  const takenAt = new Date().toISOString();
  const versions: Record<string, string> = {};
  const leftOut: Record<string, string> = {};
  const available: Peer[] = [];
  for (const peer of peers) {
    const found = await peer.prepare();
    if ('missing' in found) leftOut[peer.name] = found.missing;
    else {
      versions[peer.name] = found.version;
      available.push(peer);
    }
  }
  const machine = describeMachine();
  process.stdout.write(`${machine}\n`);
  for (const [name, version] of Object.entries(versions)) process.stdout.write(`${name}: ${version}\n`);
  for (const [name, reason] of Object.entries(leftOut))
    process.stdout.write(`${name} is left out: ${reason}\n`);
  const results: Result[] = [];
  for (const scenario of scenarios) {
    const result = await runOne(scenario, { peers: available, rounds, loadMs: seconds * 1000, aliases });
    results.push(result);
    process.stdout.write(formatResult(result));
  }
  return { takenAt, machine, command: process.argv.slice(2).join(' '), peers: versions, leftOut, results };
}

/** Everything of a scenario is made for it and gone after it. */
async function runOne(
  scenario: Scenario,
  how: Pick<Bench, 'peers' | 'rounds' | 'loadMs' | 'aliases'>,
): Promise<Result> {
  const root = await mkdtemp(join(tmpdir(), 'mayfly-bench-'));
  // Postfix runs as a user of its own.
  await chmod(root, 0o755);
  const remove = (): void => rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', remove);
  const servers: Server[] = [];
  const generator = startChild<GeneratorRequest, GeneratorAnswer | undefined>(
    new URL('./load/generator.ts', import.meta.url),
  );
  const sink = startChild<SinkRequest, SinkAnswer>(new URL('./load/sink.ts', import.meta.url));
  try {
    const { port: sinkPort } = await sink.ask({ kind: 'status' });
    const newFolder = (): Promise<string> => mkdtemp(join(root, 'part-'));
    const bench: Bench = {
      ...how,
      generator,
      sink,
      sinkPort,
      newFolder,
      async startPeer(peer, connections, given = {}) {
        const server = await peer.start({
          folder: given.folder ?? (await newFolder()),
          domain,
          localParts: given.localParts ?? localParts,
          sinkPort,
          connections,
        });
        servers.push(server);
        return server;
      },
    };
    return await runScenario(bench, scenario, (text) => process.stderr.write(`${text}\n`));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all([generator.end(), sink.end()]);
    process.off('exit', remove);
    remove();
  }
}

function build(): void {
  const project = fileURLToPath(new URL('..', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: project, stdio: 'inherit' });
}
