// SPDX-License-Identifier: MIT
/** The counting next hop as the harness holds it: started, scripted, killed, stopped, and asked for its book. */
import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';
import type { HopAct, MessagePlan } from './plan.ts';

/** What the next hop does, and where it waits for the word to go on (`MESSAGE STEP`). */
export interface HopScript {
  readonly sessions: { readonly step: string; readonly act: HopAct }[];
  readonly rcpt: Readonly<Record<string, readonly (HopAct | 'accept')[]>>;
  readonly data: Readonly<Record<string, readonly (HopAct | 'accept')[]>>;
  readonly messages: Readonly<Record<string, MessagePlan['hop']>>;
  readonly waits: string[];
}

export type ToHop = { readonly script: HopScript } | { readonly goOn: string };
/** `heard` answers a script. */
export type FromHop = { readonly port: number } | { readonly reached: string } | { readonly heard: true };
/** `answered` is written before the reply, so it may be written and the reply never sent. */
export type JournalLine =
  | { readonly accepted: string; readonly aliases: readonly string[]; readonly at: number }
  | { readonly answered: string };

const program = fileURLToPath(new URL('hop-program.ts', import.meta.url));
const deadlineMs = 60_000;

export class CountingHop {
  readonly #journal: string;
  #child: ChildProcess | undefined;
  port = 0;
  /** Called when the next hop waits at `MESSAGE STEP`; it goes on once this resolves. */
  onReached: (place: string) => Promise<void> = async () => undefined;

  constructor(journal: string) {
    this.#journal = journal;
  }

  /** Starts it, on the same port as before. A new life knows no script: it accepts everything. */
  async start(): Promise<void> {
    if (this.port === 0) this.port = await freePort();
    const child = fork(program, [`${this.port}`, this.#journal], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    child.on('error', () => undefined);
    child.on('message', (told: FromHop) => {
      if (!('reached' in told)) return;
      this.onReached(told.reached).finally(() => this.#tell({ goOn: told.reached }));
    });
    const [{ port }] = await once(child, 'message', { signal: AbortSignal.timeout(deadlineMs) });
    this.port = port;
  }

  /** Resolves when it has taken the script. */
  async follow(script: HopScript): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const told = on(child, 'message', { signal: AbortSignal.timeout(deadlineMs) });
    this.#tell({ script });
    for await (const [what] of told) if ('heard' in what) return;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** All that was ever accepted, over all its lives. */
  book(): readonly JournalLine[] {
    if (!existsSync(this.#journal)) return [];
    const lines = readFileSync(this.#journal, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line));
  }

  #tell(what: ToHop): void {
    if (this.#child?.connected) this.#child.send(what, () => undefined);
  }
}
