// SPDX-License-Identifier: MIT
/**
 * A next hop that does as it is told: an SMTP server over a real socket which replies, stalls, hangs up or talks
 * nonsense at each step, and keeps what it received.
 *
 * A script names steps; a step that it does not name is done as a good server would. An `Act` may depend on the
 * occasion: `{ mail: ({ session }) => (session === 0 ? hangUp : say('250 ok')) }`.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { ClientOptions } from '../../../src/smtp/client/types.ts';
import type { HopSession, ReceivedMessage, Script } from './next-hop-script.ts';
import { type MutableMessage, ScriptedSession, type SessionOwner } from './scripted-session.ts';

export * from './next-hop-script.ts';

/** Only a fault waits so long, however busy the machine is. */
const untilDeadlineMs = 60_000;

/** A running scripted next hop. */
export interface ScriptedHop {
  readonly port: number;
  readonly sessions: readonly HopSession[];
  /** Every message whose final dot has come, in the order of the dots. */
  readonly messages: readonly ReceivedMessage[];
  /** Messages whose dot was answered 2xx. */
  readonly accepted: number;
  /** Client options that lead here; `tls` is none. */
  options(more?: Partial<ClientOptions>): ClientOptions;
  /** Changes the script for what is still to come. */
  follow(script: Script): void;
  /** Resolves once the condition holds; looked at whenever something happens here. Rejects after a minute. */
  until(condition: (hop: ScriptedHop) => boolean): Promise<void>;
  /** Hangs up on everyone and stops listening. */
  close(): Promise<void>;
}

/** Starts a next hop on a free port of 127.0.0.1, or where it is told to. */
export async function startScriptedHop(
  script: Script = {},
  { host = '127.0.0.1', port = 0 } = {},
): Promise<ScriptedHop> {
  const hop = new Hop(script);
  await hop.listen(host, port);
  return hop;
}

class Hop implements ScriptedHop, SessionOwner {
  readonly sessions: ScriptedSession[] = [];
  readonly messages: MutableMessage[] = [];
  script: Script;
  readonly #server: Server;
  readonly #watchers = new Set<() => void>();

  constructor(script: Script) {
    this.script = script;
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.sessions.push(new ScriptedSession(this, this.sessions.length, socket));
      this.changed();
    });
  }

  async listen(host: string, port: number): Promise<void> {
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get accepted(): number {
    return this.messages.filter(({ code }) => code !== undefined && code < 300).length;
  }

  options(more: Partial<ClientOptions> = {}): ClientOptions {
    return {
      host: (this.#server.address() as AddressInfo).address,
      port: this.port,
      tls: 'none',
      clientName: 'client.example',
      ...more,
    };
  }

  follow(script: Script): void {
    this.script = script;
  }

  changed(): void {
    for (const watch of this.#watchers) watch();
  }

  until(condition: (hop: ScriptedHop) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(deadline);
        this.#watchers.delete(look);
      };
      const look = (): void => {
        if (!condition(this)) return;
        stop();
        resolve();
      };
      const deadline = setTimeout(() => {
        stop();
        const dialogues = this.sessions.map(({ commands }) => commands.join(' | ')).join('\n');
        reject(new Error(`the next hop waited in vain for ${condition}; it saw:\n${dialogues}`));
      }, untilDeadlineMs);
      this.#watchers.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    for (const session of this.sessions) session.hangUp();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
