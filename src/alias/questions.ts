// SPDX-License-Identifier: MIT
/**
 * The question whether mail may go to a target, from its being asked to its answer.
 *
 * | state  | entered when                                      | leaves by                                             |
 * |--------|---------------------------------------------------|-------------------------------------------------------|
 * | asked  | its message is on its way                         | agreed, never; a day without an answer: late          |
 * | agreed | the owner of the target agreed                    | the end of the key, or `never`: it is not asked again |
 * | never  | the owner wants not to be asked, by this or another question | only the operator can lift it              |
 * | late   | the key is gone before the owner agreed           | never                                                 |
 *
 * What a question is about stands in a row that only its token opens, and that is kept for a month, so that the owner can still see to it that no
 * other comes.
 */
import { unconfirmedForMs } from './alias.ts';
import type { KeyService } from './key-service.ts';
import { type RandomOctets, randomName } from './name.ts';
import type { SealedRows } from './sealed-rows.ts';
import type { AliasService } from './service.ts';

/** What has become of a question. */
export type QuestionState = 'asked' | 'agreed' | 'never' | 'late';

/** A question that its token has opened. */
export interface OpenQuestion {
  readonly state: QuestionState;
  /** The alias, where its name was made by us. */
  readonly address: string | undefined;
  /** The owner of the target agrees; gives what came of it. May be repeated. */
  agree(): Promise<QuestionState>;
  /** The owner of the target wants never to be asked again; what was agreed to goes on. May be repeated. */
  refuse(): Promise<void>;
}

/** Questions that were asked. */
export interface Questions {
  /** Keeps what a question is about, and the alias, where its name was made by us; gives the token of its link. */
  keep(question: {
    readonly target: string;
    readonly key: string;
    readonly address: string | undefined;
    /** The alias that is to be passed on to the target, where it was there before. */
    readonly moves?: string | undefined;
  }): Promise<string>;
  /** Nothing for a token that is unknown, changed or older than a month. */
  open(token: string): Promise<OpenQuestion | undefined>;
}

/** What questions are made of. */
export interface QuestionDeps {
  readonly keys: KeyService;
  readonly rows: SealedRows;
  /** See `AliasService`. */
  readonly retarget: AliasService['retarget'];
  /** Whether the owner of a target wants never to be asked, and that it is so from now on. */
  readonly optOuts: {
    readonly hasOptOut: (target: string) => boolean;
    readonly optOut: (target: string) => Promise<void>;
  };
  /** Hears of each answer. Must not throw. */
  readonly answered?: ((answer: 'agreed' | 'never') => void) | undefined;
  readonly now: () => number;
  readonly randomBytes: RandomOctets;
}

interface RowContent {
  readonly target: string;
  readonly key: string;
  readonly address?: string;
  /** Until when the alias waits for the answer, ms; the key does a little longer. */
  readonly until: number;
  readonly moves?: string;
}

const keptForMs = 30 * 24 * 60 * 60 * 1000;
/** Two names of 80 bits: lower case, nothing that a mail program would not make part of a link. */
const tokenForm = /^[0-9a-z]{32}$/;

/** Questions over the services of keys. Reject with `StoreError` when the store cannot answer. */
export function createQuestions(deps: QuestionDeps): Questions {
  const { rows, now, randomBytes } = deps;
  return {
    async keep({ target, key, address, moves }) {
      const token = randomName(randomBytes) + randomName(randomBytes);
      const until = now() + unconfirmedForMs;
      const content: RowContent = {
        target,
        key,
        until,
        ...(address !== undefined && { address }),
        ...(moves !== undefined && { moves }),
      };
      await rows.keep(rowName(token), JSON.stringify(content), now() + keptForMs);
      return token;
    },
    async open(token) {
      const row = tokenForm.test(token) ? await rows.find(rowName(token), now()) : undefined;
      return row === undefined ? undefined : opened(deps, JSON.parse(row) as RowContent);
    },
  };
}

function rowName(token: string): string {
  return `question=${token}`;
}

async function opened(
  deps: QuestionDeps,
  { target, key, address, until, moves }: RowContent,
): Promise<OpenQuestion> {
  const { keys, optOuts, answered, now } = deps;
  const stateNow = async (): Promise<QuestionState> => {
    const state = await keys.stateOf(key);
    if (state === 'active') return 'agreed';
    if (optOuts.hasOptOut(target)) return 'never';
    return state === undefined || now() >= until ? 'late' : 'asked';
  };
  return {
    state: await stateNow(),
    address,
    async agree() {
      const state = await stateNow();
      if (state !== 'asked' && state !== 'agreed') return state;
      // First, so that an answer that broke off is given again; but not when it was given long ago, and the alias has gone elsewhere since.
      if (moves !== undefined && state === 'asked' && !(await deps.retarget(moves, target))) return 'late';
      if (!(await keys.confirm(key, moves === undefined ? undefined : keptForMs))) return 'late';
      if (state === 'asked') answered?.('agreed');
      return 'agreed';
    },
    async refuse() {
      if (optOuts.hasOptOut(target)) return;
      await optOuts.optOut(target);
      answered?.('never');
    },
  };
}
