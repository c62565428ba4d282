// SPDX-License-Identifier: MIT
import { readQuietTree, readSocketOctets, readTree, type TreeUsage } from '../measure/process-tree.ts';
import type { Peer, Server } from '../peers/peer.ts';
import { localParts, recipients } from '../setting.ts';
import { type Bench, type Lane, limit, type Sample, type Scenario } from './scenario.ts';

const idleConnections = 2000;
const slow = { senders: 200, messageOctets: 26_214_400, octetsPerSecond: 524_288 };
const sampleEveryMs = 100;

/** What connections hold in memory: resident sets of a process tree, started anew for each round. */
export const memory: readonly Scenario[] = [
  {
    name: 'idle',
    title: `${idleConnections} idle connections`,
    unit: 'connection',
    maxRounds: 3,
    hasWarmUp: false,
    targets: [limit('mayfly', 'overMiB', 40)],
    lanes: (bench) =>
      lanesOf(bench, ['mayfly', 'haraka', 'node-pipe', 'postfix'], idleConnections + 100, holdIdle),
  },
  {
    name: 'slow-next-hop',
    title: `${slow.senders} senders of 25 MiB each, the next hop taking 0.5 MiB/s of each`,
    unit: 'message',
    maxRounds: 1,
    hasWarmUp: false,
    targets: [limit('mayfly', 'overMiB', 100), limit('mayfly', 'growth', 1.1)],
    lanes: (bench) => lanesOf(bench, ['mayfly', 'node-pipe'], slow.senders + 50, sendSlowly),
  },
];

type Measure = (bench: Bench, server: Server) => Promise<Sample>;

async function lanesOf(
  bench: Bench,
  names: readonly string[],
  connections: number,
  measure: Measure,
): Promise<Lane[]> {
  const peers = names.flatMap((name) => bench.peers.filter((peer) => peer.name === name));
  return peers.map((peer) => ({
    name: peer.name,
    measure: () => measureFresh(bench, peer, connections, measure),
  }));
}

async function measureFresh(
  bench: Bench,
  peer: Peer,
  connections: number,
  measure: Measure,
): Promise<Sample> {
  // Making thousands of aliases would have grown the base.
  const server = await bench.startPeer(peer, connections, { localParts: localParts.slice(0, 1) });
  try {
    return await measure(bench, server);
  } finally {
    await server.stop();
  }
}

async function holdIdle(bench: Bench, { port, pid }: Server): Promise<Sample> {
  const base = await readQuietTree(pid);
  await bench.generator.ask({ kind: 'hold', port, connections: idleConnections });
  try {
    return memorySample(base, await readQuietTree(pid));
  } finally {
    await bench.generator.ask({ kind: 'release' });
  }
}

/** `growth` is the peak of the second half of the transfer against that of the first: 1 is flat. */
async function sendSlowly(bench: Bench, { port, pid }: Server): Promise<Sample> {
  const { senders, messageOctets, octetsPerSecond } = slow;
  await bench.sink.ask({ kind: 'reset', octetsPerSecond });
  const base = await readQuietTree(pid);
  const message = { octets: messageOctets, columns: 76 };
  const dialogue = { kind: 'delivery', recipients: recipients.slice(0, 1), message } as const;
  const load = { port, concurrency: senders, stopAfter: { dialogues: senders }, dialogue };
  const watch = watchTree(pid);
  const answer = await bench.generator.ask({ kind: 'run', load }).finally(watch.stop);
  const arrived = await bench.sink.ask({ kind: 'status' });
  if (answer === undefined || answer.failures > 0) throw new Error(`failed: ${answer?.examples.join('; ')}`);
  if (arrived.messages !== senders) throw new Error(`${arrived.messages} messages arrived of ${senders}`);
  const middle = Math.ceil(watch.seen.length / 2);
  const [first, second] = [watch.seen.slice(0, middle), watch.seen.slice(middle)].map(peakOf);
  if (first === undefined || second === undefined) throw new Error('it ended before it could be watched');
  const peak = first.rssOctets > second.rssOctets ? first : second;
  const socketsMiB = Math.max(...watch.seen.map((usage) => usage.socketOctets)) / 1_048_576;
  return {
    ...memorySample(base, peak),
    growth: second.rssOctets / first.rssOctets,
    seconds: answer.seconds,
    allSocketsMiB: socketsMiB,
  };
}

function memorySample(base: TreeUsage, loaded: TreeUsage): Sample {
  return {
    overMiB: (loaded.rssOctets - base.rssOctets) / 1_048_576,
    rssMiB: loaded.rssOctets / 1_048_576,
    baseMiB: base.rssOctets / 1_048_576,
    processes: loaded.processes,
  };
}

interface Seen extends TreeUsage {
  readonly socketOctets: number;
}

function peakOf(seen: readonly Seen[]): Seen | undefined {
  return seen.toSorted((a, b) => b.rssOctets - a.rssOctets)[0];
}

/** Reads the tree again and again, and the memory of all TCP sockets of the machine: server, generator and sink. */
function watchTree(pid: number): { readonly seen: Seen[]; stop(): void } {
  const seen: Seen[] = [];
  const timer = setInterval(
    () => seen.push({ ...readTree(pid), socketOctets: readSocketOctets() }),
    sampleEveryMs,
  );
  return { seen, stop: () => clearInterval(timer) };
}
