// SPDX-License-Identifier: MIT
/**
 * One round: its runs go on at the same time in one world, its faults happen at steps of theirs, or of messages that are
 * sent for those that are left, and its books are held against one another.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type AliasBody, createAlias, showAlias } from '../support/program/program.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';
import { type AliasAccount, type Attempt, type Books, reconcile, type Span, spansPast } from './books.ts';
import type { HopScript } from './hop.ts';
import { type Surroundings, send } from './originator.ts';
import type { AliasPlan, FaultKind, FaultPlan, MessagePlan, RoundPlan, RunPlan } from './plan.ts';
import type { World } from './world.ts';

export interface RoundResult {
  readonly violations: readonly string[];
  readonly books: Books;
  /** How often each kind of fault happened. */
  readonly faults: ReadonlyMap<FaultKind, number>;
  /** Messages that had to be sent for faults that were left. */
  readonly carried: number;
  /** How long each part of it took, ms. */
  readonly took: Readonly<Record<string, number>>;
}

const settleDeadlineMs = 60_000;
/** A next hop that accepts everything. */
const accepting: HopScript = { sessions: [], rcpt: {}, data: {}, messages: {}, waits: [] };

/** Runs a round to its end. Rejects when something cannot be brought to run again, which is a failure too. */
export async function runRound(world: World, plan: RoundPlan): Promise<RoundResult> {
  const round = new Round(world, plan);
  const took: Record<string, number> = {};
  const timed = async <Result>(part: string, work: () => Promise<Result>): Promise<Result> => {
    const startedAt = performance.now();
    const result = await work();
    took[part] = Math.round(performance.now() - startedAt);
    return result;
  };
  await timed('create', () => round.create());
  await timed('attack', () => round.attack());
  await timed('carry', () => round.carry());
  await timed('heal', () => world.heal());
  return { ...(await timed('judge', () => round.judge())), took };
}

class Round {
  readonly #world: World;
  readonly #plan: RoundPlan;
  readonly #aliases = new Map<string, { readonly plan: AliasPlan; readonly body: AliasBody }>();
  /** When aliases end by the clock of the processes. */
  readonly #ends = new Map<string, number>();
  readonly #closed = new Map<string, { from: number; to: number }[]>();
  #faultsLeft: FaultPlan[];
  /** Of those left, the ones that happen at the next step of any message. */
  readonly #adrift = new Set<FaultPlan>();
  /** The process that each message went through last. */
  readonly #nodes = new Map<string, number>();
  readonly #happened = new Map<FaultKind, number>();
  readonly #leaks: string[] = [];
  /** What was last said to messages at the end that were deferred. */
  readonly #deferrals = new Map<string, string>();
  readonly #attempts: Attempt[] = [];
  #carried = 0;

  constructor(world: World, plan: RoundPlan) {
    this.#world = world;
    this.#plan = plan;
    this.#faultsLeft = [...plan.faults];
  }

  get #runs(): readonly RunPlan[] {
    return [...this.#plan.runs, this.#plan.carriers];
  }

  get #messages(): readonly MessagePlan[] {
    return this.#runs.flatMap((run) => run.messages);
  }

  async create(): Promise<void> {
    const plans = this.#runs.flatMap((run) => run.aliases);
    await Promise.all(
      plans.map(async (plan) => {
        const target = `canary.${plan.id}@hidden-home.example`;
        const body = await again(() => createAlias(this.#world.someNode, { target, maxUses: plan.maxUses }));
        this.#aliases.set(plan.id, { plan, body });
      }),
    );
    const { runs, sessions, faults } = this.#plan;
    await this.#world.hop.follow({
      sessions: [...sessions],
      rcpt: Object.assign({}, ...runs.map((run) => run.rcpt)),
      data: Object.assign({}, ...runs.map((run) => run.data)),
      messages: Object.fromEntries(this.#messages.map(({ id, hop }) => [id, hop])),
      waits: faults.map(({ message, step }) => `${message} ${step}`),
    });
    this.#world.hop.onReached = async (place) => {
      const [message = '', step = ''] = place.split(' ');
      await this.#strikeAt(message, step);
    };
  }

  /** Lets all originators send, and the faults happen, until every originator has given up or is done. */
  async attack(): Promise<void> {
    const sent = this.#plan.runs
      .flatMap((run) => run.messages)
      .map(async (message) => {
        this.#attempts.push(...(await send(message, this.#surroundings)));
        for (const fault of this.#faultsLeft) if (fault.message === message.id) this.#adrift.add(fault);
      });
    await Promise.all(sent);
  }

  /**
   * Lets each fault that is left happen at its step of a carrier, which goes through a world that is whole and meets no
   * other fault: so nothing keeps it from its step but the death of a process that nobody killed, and then another goes.
   */
  async carry(): Promise<void> {
    for (const carrier of this.#plan.carriers.messages) {
      const [fault, ...others] = this.#faultsLeft;
      if (fault === undefined) return;
      await this.#world.heal();
      await this.#world.hop.follow({ ...accepting, waits: [`${carrier.id} ${fault.step}`] });
      this.#faultsLeft = [{ ...fault, message: carrier.id }];
      this.#attempts.push(...(await send(carrier, this.#surroundings)));
      this.#faultsLeft.push(...others);
      this.#carried++;
    }
  }

  get #surroundings(): Surroundings {
    return {
      ports: () => this.#world.nodes.map((node) => node?.smtpPort),
      addressOf: (alias) => this.#aliases.get(alias)?.body.address ?? '',
      calm: () => this.#world.calm(),
      onTranscript: (said) => this.#lookForLeak(said),
      onStep: async (message, step, node) => {
        this.#nodes.set(message.id, node);
        await this.#strikeAt(message.id, step);
        if (message.endsAliasesAt === step) await this.#endAliases(message);
      },
    };
  }

  /** Holds the books together; what still has to settle has its time. */
  async judge(): Promise<Omit<RoundResult, 'took'>> {
    const spans = this.#world.takeSpans();
    await this.#resumePaused();
    const bookOf = async (): Promise<Books> => ({
      messages: this.#messages,
      journal: this.#world.hop.book(),
      attempts: this.#attempts,
      faults: spans,
      accounts: await Promise.all([...this.#aliases.keys()].map((id) => this.#account(id))),
    });
    const deadline = Date.now() + settleDeadlineMs;
    let books = await bookOf();
    while (reconcile(books).length > 0 && Date.now() < deadline) {
      await sleep(100);
      books = await bookOf();
    }
    const drained = await this.#drainAll();
    const accounts = books.accounts.map((account) => ({ ...account, drained: drained.get(account.plan.id) }));
    const result = { ...books, accounts };
    const said = this.#world.output();
    this.#lookForLeak(said);
    const deferrals = [...this.#deferrals].map(([id, reply]) => `deferred at the end: ${id}: ${reply}`);
    const violations = [...reconcile(result), ...this.#leaks, ...this.#world.takeWrongs()];
    return {
      violations: violations.length > 0 ? [...violations, ...deferrals] : [],
      books: result,
      faults: this.#happened,
      carried: this.#carried,
    };
  }

  async #strikeAt(message: string, step: string): Promise<void> {
    const isNow = (fault: FaultPlan): boolean =>
      (fault.message === message && fault.step === step) || this.#adrift.has(fault);
    const at = this.#faultsLeft.findIndex(isNow);
    const [fault] = at < 0 ? [] : this.#faultsLeft.splice(at, 1);
    if (fault === undefined) return;
    if (await this.#world.strike(fault, this.#nodes.get(message) ?? 0))
      this.#happened.set(fault.kind, (this.#happened.get(fault.kind) ?? 0) + 1);
    else {
      this.#adrift.add(fault);
      this.#faultsLeft.push(fault);
    }
  }

  async #endAliases({ aliases }: MessagePlan): Promise<void> {
    for (const id of aliases) {
      const alias = this.#aliases.get(id);
      if (alias === undefined || alias.plan.ending === 'none' || this.#closed.has(id)) continue;
      const { ending } = alias.plan;
      const until = Date.now() + this.#world.aheadMs + 100;
      const isDone =
        ending === 'destroy'
          ? await this.#ask(alias.body, 'DELETE')
          : await this.#ask(
              alias.body,
              'PATCH',
              ending === 'pause' ? { state: 'paused' } : { validUntil: new Date(until).toISOString() },
            );
      if (!isDone) continue;
      if (ending === 'expire') {
        await sleep(101);
        this.#ends.set(id, until);
      }
      this.#closed.set(id, [{ from: Date.now(), to: Number.POSITIVE_INFINITY }]);
    }
  }

  /** Also where nobody knows whether the wish to pause was heard. */
  async #resumePaused(): Promise<void> {
    for (const [id, { plan, body }] of this.#aliases) {
      if (plan.ending !== 'pause') continue;
      for (const span of this.#closed.get(id) ?? []) span.to = Date.now();
      await this.#ask(body, 'PATCH', { state: 'active' });
    }
  }

  /** Whether the owner's wish was done for certain. */
  async #ask(alias: AliasBody, method: string, body?: object): Promise<boolean> {
    try {
      const response = await fetch(
        `${this.#world.someNode.url}/aliases/${encodeURIComponent(alias.address)}`,
        {
          method,
          headers: { authorization: `Bearer ${alias.manageToken}`, 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        },
      );
      if (!response.ok) this.#lookForLeak(await response.text());
      return response.ok;
    } catch {
      return false;
    }
  }

  async #account(id: string): Promise<AliasAccount> {
    const alias = this.#aliases.get(id);
    if (alias === undefined) throw new Error(`no alias ${id}`);
    const shown = await again(() => showAlias(this.#world.someNode, alias.body));
    return {
      plan: alias.plan,
      shown: shown && { usesLeft: shown.usesLeft ?? 0, delivered: shown.delivered },
      drained: undefined,
      closed: this.#closedOf(id),
    };
  }

  /** A clock that is set back while the end is near makes an alias live once more: it has not ended by that clock. */
  #closedOf(id: string): readonly Span[] {
    const until = this.#ends.get(id);
    return until === undefined ? (this.#closed.get(id) ?? []) : spansPast(until, this.#world.offsets);
  }

  /** Sends to every alias until it is refused; gives how many messages arrived. */
  async #drainAll(): Promise<ReadonlyMap<string, number>> {
    await this.#world.hop.follow(accepting);
    const drained = new Map<string, number>();
    await Promise.all(
      [...this.#aliases].map(async ([id, { plan, body }]) => {
        let count = 0;
        // One that was ended may be deferred for as long as the clock that was moved is in doubt.
        const patienceMs = plan.ending === 'none' || plan.ending === 'pause' ? settleDeadlineMs : 0;
        const arrives = () => this.#deliver(body.address, `drain-${id}-${count}`, patienceMs);
        while (count <= plan.maxUses && (await arrives())) count++;
        drained.set(id, count);
      }),
    );
    return drained;
  }

  /** Whether a message of its own arrives; it is sent again while it is only deferred. */
  async #deliver(address: string, id: string, patienceMs: number): Promise<boolean> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const reply = await this.#try(address, id);
      if (reply.startsWith('2')) return true;
      if (reply.startsWith('5')) return false;
      this.#deferrals.set(id, reply);
      if (Date.now() > deadline) return false;
      await sleep(100);
    }
  }

  /** Sends a message once; gives the reply that decided. */
  async #try(address: string, id: string): Promise<string> {
    const [dialogue, rcpt] = await Dialogue.envelope(this.#world.someNode.smtpPort, address);
    if (rcpt.startsWith('2')) await dialogue.say('DATA');
    const reply = rcpt.startsWith('2') ? await dialogue.say(`X-Crash: ${id}\r\n\r\nlast\r\n.`) : rcpt;
    dialogue.drop();
    this.#lookForLeak(dialogue.transcript);
    return reply;
  }

  #lookForLeak(said: string): void {
    const [leak] = /.{0,60}(?:canary|hidden-home).{0,60}/i.exec(said) ?? [];
    if (leak !== undefined) this.#leaks.push(`I6: the target shows in ${leak}`);
  }
}

/** Asks once more where a connection was lost: one kept alive may be closed just when it is to be used. */
function again<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  return ask().catch((error) => {
    if (!(error instanceof TypeError)) throw error;
    return ask();
  });
}
