// SPDX-License-Identifier: MIT
/** Work that is done one after the other for each name. */
export interface Turns {
  /** Does the work when what was given before under that name is over; gives what it gives. */
  take<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}

/** Nothing is waiting yet. Names without work cost nothing. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take(name, work) {
      const turn = (last.get(name) ?? Promise.resolve()).then(work, work);
      last.set(name, turn);
      const leave = (): void => {
        if (last.get(name) === turn) last.delete(name);
      };
      turn.then(leave, leave);
      return turn;
    },
  };
}
