import type { SharedConnections } from '../smtp/server/shared-connections.ts';
import type { DoorReport, Excess, Fullness, FullnessChanges, TurnedAway } from './connection-counts.ts';

/** A worker's side of the census: tells of its connections, and knows what is full. */
export interface Door extends SharedConnections {
  /** The census tells what is full. */
  hear(changes: FullnessChanges): void;
  /** The census tells which of our connections were one too many. */
  turnAway(connections: TurnedAway): void;
}

/** `report` is called at most once for each turn of the event loop. */
export function createDoor(fullness: Fullness, report: (report: DoorReport) => void): Door {
  const fullClients = new Set(fullness.fullClients);
  const guests = new Map<number, (excess: Excess) => void>();
  let { isFull } = fullness;
  let waiting: DoorReport[number][] = [];
  let lastId = 0;
  const tell = (change: DoorReport[number]): void => {
    if (waiting.length === 0) setImmediate(flush);
    waiting.push(change);
  };
  const flush = (): void => {
    const told = waiting;
    waiting = [];
    report(told);
  };
  return {
    excess(client) {
      if (isFull) return 'all';
      return fullClients.has(client) ? 'client' : undefined;
    },
    enter(client, turnAway) {
      lastId += 1;
      const id = lastId;
      guests.set(id, turnAway);
      tell({ opened: id, client });
      return () => {
        if (guests.delete(id)) tell({ closed: id });
      };
    },
    hear(changes) {
      isFull = changes.isFull;
      for (const client of changes.full) fullClients.add(client);
      for (const client of changes.free) fullClients.delete(client);
    },
    turnAway(connections) {
      for (const [id, excess] of connections) {
        const turnAway = guests.get(id);
        guests.delete(id);
        turnAway?.(excess);
      }
    },
  };
}
