// SPDX-License-Identifier: MIT
import type { SharedConnections } from '../smtp/server/shared-connections.ts';
import type { ConnectionReport, Excess, Fullness, FullnessChanges, TurnedAway } from './connection-counts.ts';

/** A worker's side of the connection counts: tells of its connections, and knows what is full. */
export interface ConnectionGate extends SharedConnections {
  /** The first process tells what is full. */
  hear(changes: FullnessChanges): void;
  /** The first process tells which of our connections were one too many. */
  turnAway(connections: TurnedAway): void;
}

/** A connection that counts, until it is closed. */
interface Entry {
  turnAway: ((excess: Excess) => void) | undefined;
}

/** `report` is called at most once for each turn of the event loop. */
export function createConnectionGate(
  fullness: Fullness,
  report: (report: ConnectionReport) => void,
): ConnectionGate {
  const fullClients = new Set(fullness.fullClients);
  const entered = new Map<number, Entry>();
  let { isFull, isStressed } = fullness;
  let waiting: ConnectionReport[number][] = [];
  let lastId = 0;
  const tell = (change: ConnectionReport[number]): void => {
    if (waiting.length === 0) setImmediate(flush);
    waiting.push(change);
  };
  const flush = (): void => {
    const told = waiting;
    waiting = [];
    report(told);
  };
  return {
    get isStressed() {
      return isStressed;
    },
    excess({ client, wider }) {
      if (fullClients.size > 0 && [client, ...wider].some((network) => fullClients.has(network)))
        return 'client';
      return isFull ? 'all' : undefined;
    },
    enter({ client, wider }, turnAway) {
      lastId += 1;
      const id = lastId;
      const entry: Entry = { turnAway };
      entered.set(id, entry);
      tell({ opened: id, client, wider });
      return () => {
        // A map that is outgrown keeps its entries for long; they must not keep connections (see `IndexedSet`).
        entry.turnAway = undefined;
        if (entered.delete(id)) tell({ closed: id });
      };
    },
    hear(changes) {
      isFull = changes.isFull;
      isStressed = changes.isStressed;
      for (const client of changes.full) fullClients.add(client);
      for (const client of changes.free) fullClients.delete(client);
    },
    turnAway(connections) {
      for (const [id, excess] of connections) {
        const entry = entered.get(id);
        entered.delete(id);
        entry?.turnAway?.(excess);
      }
    },
  };
}
