// SPDX-License-Identifier: MIT
import type { DialogueShape, GeneratorAnswer, SinkAnswer } from '../load/plan.ts';
import type { Server } from '../peers/peer.ts';
import type { Bench, Lane, Sample } from '../scenarios/scenario.ts';
import { readQuietTree } from './process-tree.ts';

/** One server under one load. */
export interface LoadLane {
  readonly name: string;
  readonly server: Server;
  readonly concurrency: number;
  readonly dialogue: DialogueShape;
  /** Units in one dialogue: 1 where dialogues are counted, MiB where volume is. */
  readonly unitsPerDialogue: number;
}

const arrivalMs = 300_000;
/** Most that a relay adds to a message: trace header fields and stuffed dots. */
const addedOctets = 4096;

/**
 * Measures, per unit: `cpuUs` of the server's process tree, and `rate` per second until the last message has arrived at
 * the sink. `medianMs` and `p99Ms` are of one dialogue. `generatorShare` and `sinkShare` are their use of one core.
 */
export function loadLane(bench: Bench, lane: LoadLane): Lane {
  return { name: lane.name, measure: () => measure(bench, lane) };
}

async function measure(
  bench: Bench,
  { server, concurrency, dialogue, unitsPerDialogue }: LoadLane,
): Promise<Sample> {
  await bench.sink.ask({ kind: 'reset', octetsPerSecond: 0 });
  const before = await readQuietTree(server.pid);
  const startedAt = performance.now();
  const load = { port: server.port, concurrency, stopAfter: { ms: bench.loadMs }, dialogue };
  const answer = await bench.generator.ask({ kind: 'run', load });
  if (answer === undefined) throw new Error('the generator gave no answer');
  const messages = dialogue.kind === 'delivery' ? answer.dialogues : 0;
  const arrived = await bench.sink.ask({ kind: 'await', messages, deadlineMs: arrivalMs });
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await readQuietTree(server.pid);
  verify(dialogue, answer, arrived);
  const units = answer.dialogues * unitsPerDialogue;
  return {
    cpuUs: (after.cpuUs - before.cpuUs) / units,
    rate: units / seconds,
    medianMs: answer.medianMs,
    p99Ms: answer.p99Ms,
    generatorShare: answer.cpuUs / (seconds * 1_000_000),
    sinkShare: arrived.cpuUs / (seconds * 1_000_000),
    serverShare: (after.cpuUs - before.cpuUs) / (seconds * 1_000_000),
    units,
  };
}

/** Every dialogue heard what it should, and what was taken with 250 has arrived whole, once. */
function verify(dialogue: DialogueShape, answer: GeneratorAnswer, arrived: SinkAnswer): void {
  if (answer.failures > 0)
    throw new Error(`${answer.failures} dialogues failed: ${answer.examples.join('; ')}`);
  if (answer.dialogues === 0) throw new Error('no dialogue was finished');
  if (dialogue.kind === 'refusal') return;
  if (arrived.messages !== answer.dialogues)
    throw new Error(`${arrived.messages} messages arrived of ${answer.dialogues}`);
  const added = arrived.octets / arrived.messages - dialogue.message.octets;
  if (added < 0 || added > addedOctets)
    throw new Error(`messages arrived with ${added} octets more than were sent`);
}
