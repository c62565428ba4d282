// SPDX-License-Identifier: MIT
import { createServer } from '../smtp/server/server.ts';
import { acceptEverything } from './handler.ts';
import { defaultInboxLimits, Inbox, type InboxLimits } from './inbox.ts';

/** A next hop inside the program. */
export interface Sandbox {
  /** Where it takes mail; always on loopback. */
  readonly host: string;
  readonly port: number;
  /** What has arrived. */
  readonly inbox: Inbox;
  close(): Promise<void>;
}

/** Starts a next hop that speaks real SMTP on a loopback port of its own and keeps what it is given in memory. */
export async function createSandbox(
  now: () => number,
  limits: InboxLimits = defaultInboxLimits,
): Promise<Sandbox> {
  const inbox = new Inbox(limits);
  const server = createServer(
    {
      hostname: 'sandbox.localhost',
      // What the relay lets through is right here; the inbox has bounds of its own.
      maxMessageSize: Number.MAX_SAFE_INTEGER,
      // Its one client is the relay, with as many sessions as it needs, kept for as long as it likes.
      limits: {
        connections: Infinity,
        connectionsPerClient: Infinity,
        commandsWithoutProgress: Infinity,
        errors: Infinity,
      },
      onError: () => {},
    },
    () => acceptEverything(inbox, now),
  );
  const { host, port } = await server.listen('127.0.0.1', 0);
  return { host, port, inbox, close: () => server.close(0) };
}
