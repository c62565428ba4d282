// SPDX-License-Identifier: MIT
/** A relay over real sockets: server, relay, pool and memory store, in front of a given next hop. */
import { randomBytes } from 'node:crypto';
import { createAliases } from '../../src/alias/aliases.ts';
import type { EndedMessage } from '../../src/alias/message-ending.ts';
import type { AliasStore, ReturnPathVault, Store } from '../../src/alias/ports.ts';
import type { AliasRequest, AliasView, OwnedAlias } from '../../src/alias/service.ts';
import type { SharedCounts } from '../../src/base/counted-limit.ts';
import { createReturnPaths } from '../../src/bounce/return-paths.ts';
import { createVault } from '../../src/crypto/vault.ts';
import type { Inspector } from '../../src/inspect/inspector.ts';
import { type NextHop, oneRoute } from '../../src/relay/next-hop.ts';
import { acceptedRecipients, createRelay } from '../../src/relay/relay.ts';
import { createPool } from '../../src/smtp/client/pool.ts';
import type { ClientOptions } from '../../src/smtp/client/types.ts';
import { createServer, type ServerTls } from '../../src/smtp/server/server.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

/** The target in every test: no octet of it may be seen outside the next hop. */
export const canaryTarget = 'canary.target.7f3a@hidden-home.example';

/** What a test may set. */
export interface FixtureOptions {
  readonly hops: readonly ClientOptions[];
  /** In place of a pool of `hops`. */
  readonly nextHop?: NextHop;
  readonly now?: () => number;
  readonly postmaster?: string;
  readonly abuse?: string;
  readonly wrapStore?: (store: AliasStore) => AliasStore;
  readonly maxMessageSize?: number;
  readonly inspectors?: readonly Inspector[];
  readonly isListed?: (address: string) => boolean | Promise<boolean>;
  /** Counts what is limited over several processes. With it senders are rewritten. */
  readonly sharedCounts?: SharedCounts;
  /** Who may say with a PROXY header for whom he speaks. */
  readonly proxyPeers?: readonly string[];
  /** Offers STARTTLS. */
  readonly tls?: ServerTls;
}

/** A test, or whatever else tidies up when it ends. */
export interface Lifetime {
  after(end: () => Promise<void>): void;
}

/** A running relay. */
export interface Fixture {
  readonly port: number;
  readonly ended: readonly EndedMessage[];
  /** Makes an alias of the canary and gives its address. */
  create(request?: Partial<AliasRequest>): Promise<string>;
  /** The alias as its owner sees it; nothing once it is dead. */
  show(address: string): Promise<AliasView | undefined>;
  pause(address: string): Promise<void>;
  destroy(address: string): Promise<void>;
}

/** Starts a relay that ends with the test. */
export async function startRelay(context: Lifetime, options: FixtureOptions): Promise<Fixture> {
  const now = options.now ?? Date.now;
  const memory = createMemoryStore();
  const store = options.wrapStore?.(memory) ?? memory;
  const vault = createVault(randomBytes(32));
  const caps = { maxUses: 1000, maxDays: 60 };
  const aliases = createAliases({ store, vault, domains: ['alias.example'], caps, now, randomBytes });
  const pool = createPool({ hops: options.hops });
  const ended: EndedMessage[] = [];
  const tokens = new Map<string, string>();
  const relay = createRelay({
    aliases,
    store,
    vault,
    nextHop: options.nextHop ?? oneRoute(pool),
    now,
    hostname: 'alias.example',
    postmaster: options.postmaster,
    abuse: options.abuse,
    isListed: options.isListed,
    sharedCounts: options.sharedCounts,
    returnPaths: options.sharedCounts && returnPathsOf(memory, vault, now),
    inspectors: options.inspectors ?? [],
    limits: { maxHeaderOctets: 65_536, maxReceivedFields: 100 },
    newId: () => randomBytes(12).toString('base64url'),
    ended: (_, message) => ended.push(message),
  });
  const server = createServer(
    {
      hostname: 'alias.example',
      maxMessageSize: options.maxMessageSize ?? 26_214_400,
      acceptedRecipients,
      limits: { connectionsPerClient: 1000 },
      tls: options.tls,
      proxyPeers: options.proxyPeers ?? [],
      onError: (error) => {
        throw error;
      },
    },
    relay,
  );
  const { port } = await server.listen('127.0.0.1', 0);
  context.after(async () => {
    await server.close(0);
    await pool.close();
    await store.close();
  });
  const open = async (address: string): Promise<OwnedAlias | undefined> => {
    const alias = await aliases.open(address, { kind: 'token', token: tokens.get(address) ?? '' });
    return alias?.role === 'owner' ? alias : undefined;
  };
  return {
    port,
    ended,
    async create(request = { maxUses: 3 }) {
      const created = await aliases.create({ target: canaryTarget, ...request });
      if ('faults' in created) throw new Error(JSON.stringify(created.faults));
      tokens.set(created.view.address, created.manageToken);
      return created.view.address;
    },
    show: async (address) => (await open(address))?.view,
    async pause(address) {
      await (await open(address))?.setState('paused');
    },
    async destroy(address) {
      await (await open(address))?.destroy();
    },
  };
}

function returnPathsOf({ returnPaths: store }: Store, vault: ReturnPathVault, now: () => number) {
  return createReturnPaths({ store, vault, domains: ['alias.example'], now, randomBytes, mode: 'srs' });
}
