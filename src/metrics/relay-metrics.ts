// SPDX-License-Identifier: MIT
/** What the relay does, counted in plain integers and collected when someone asks. */
import type { Registry } from 'prom-client';
import { messageEndings } from '../alias/message-ending.ts';
import type { HeldDotStep, RelayMetrics } from '../relay/relay-metrics.ts';
import { replies } from '../relay/replies.ts';
import { isPositive, type Reply } from '../smtp/wire/reply.ts';
import { addCollectedCounter, type LabelledCount } from './collected-counter.ts';
import { createDurations, type Durations } from './durations.ts';
import { reasonsOf, snakeCase } from './reasons.ts';

/** Registers the metrics of the relay, and gives what counts for them. */
export function createRelayMetrics(registry: Registry): RelayMetrics {
  const recipients = new ReplyCounts();
  const refusals = new ReplyCounts();
  const messages = Object.fromEntries(messageEndings.map((ending) => [ending, 0]));
  let deliveredOctets = 0;
  addCollectedCounter(
    registry,
    {
      name: 'mayfly_recipients_total',
      help: 'Replies to RCPT TO, by how the recipient fared and why.',
      labelNames: ['result', 'reason'],
    },
    () => recipients.list().map(labelled),
  );
  addCollectedCounter(
    registry,
    {
      name: 'mayfly_messages_total',
      help: 'Messages and delivery reports whose recipients were accepted, by how they ended.',
      labelNames: ['outcome'],
    },
    () => messageEndings.map((ending) => [{ outcome: snakeCase(ending) }, messages[ending] ?? 0]),
  );
  addCollectedCounter(
    registry,
    {
      name: 'mayfly_message_refusals_total',
      help: 'Messages refused at DATA or at the final dot, by us or the next hop, by why.',
      labelNames: ['result', 'reason'],
    },
    () =>
      refusals
        .list()
        .filter(({ result }) => result !== 'accepted')
        .map(labelled),
  );
  addCollectedCounter(
    registry,
    {
      name: 'mayfly_delivered_bytes_total',
      help: 'Octets of messages that the next hop has accepted, without what we prepend.',
    },
    () => deliveredOctets,
  );
  const heldDot = createHeldDotDurations(registry);
  return {
    recipient: (answer) => recipients.add(answer),
    ended({ ending, reply, octets }) {
      if (ending === 'delivered') deliveredOctets += octets;
      if (ending.startsWith('refused') && reply !== undefined) refusals.add(reply);
      messages[ending] = (messages[ending] ?? 0) + 1;
    },
    overTargetRate: createOverTargetRate(registry),
    heldDot: heldDot.observe,
  };
}

function createOverTargetRate(registry: Registry): () => void {
  let count = 0;
  const name = 'mayfly_target_rate_deferred_total';
  const help =
    'Recipients and messages that were deferred since their target had too many (MAYFLY_TARGET_RATE).';
  addCollectedCounter(registry, { name, help }, () => count);
  return () => {
    count += 1;
  };
}

function createHeldDotDurations(registry: Registry): Durations<HeldDotStep> {
  return createDurations<HeldDotStep>(registry, {
    name: 'mayfly_held_dot_duration_seconds',
    help: 'How long the final dot of a message was held back: by spending its uses, by the answer of the next hop.',
    labelName: 'step',
    labels: ['spend', 'next_hop'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  });
}

const reasons = reasonsOf(replies);

/** As much of a reply as is counted. */
type Answer = Pick<Reply, 'code' | 'enhanced'>;

interface Count {
  readonly result: 'accepted' | 'deferred' | 'refused';
  readonly reason: string;
  count: number;
}

/** How often each reply was given. Adding costs one look into a map, and nothing is made for it. */
class ReplyCounts {
  readonly #named = new Map<unknown, Count>();
  /** Others by class and subject of their status, such as what is made anew from a next hop's refusal. */
  readonly #others = new Map<string, Count>();

  constructor() {
    for (const [answer, reason] of reasons)
      if (!isPositive(answer) || answer === replies.recipientOk)
        this.#named.set(answer, { result: resultOf(answer), reason, count: 0 });
    for (const result of ['deferred', 'refused'] as const)
      for (const reason of new Set(Object.values(subjects)).add('other'))
        this.#others.set(`${result} ${reason}`, { result, reason, count: 0 });
  }

  add(answer: Answer): void {
    const count = this.#named.get(answer) ?? this.#others.get(`${resultOf(answer)} ${subjectOf(answer)}`);
    if (count !== undefined) count.count += 1;
  }

  list(): readonly Count[] {
    return [...this.#named.values(), ...this.#others.values()];
  }
}

function labelled({ result, reason, count }: Count): LabelledCount {
  return [{ result, reason }, count];
}

function resultOf(answer: Answer): Count['result'] {
  if (isPositive(answer)) return 'accepted';
  return answer.code >= 500 ? 'refused' : 'deferred';
}

/** RFC 3463 §3, as far as a reply may tell of it. */
const subjects: Readonly<Record<string, string>> = { 3: 'size', 6: 'content', 7: 'policy' };

function subjectOf({ enhanced }: Answer): string {
  return subjects[enhanced?.split('.')[1] ?? ''] ?? 'other';
}
