// SPDX-License-Identifier: MIT
/**
 * Questions go out in the background: whoever has one asked gets the answer before, and it is the same whatever becomes of the question. There is no queue
 * on a disk: what a next hop does not take at once is tried again from memory, and is lost with the process; then its key ends unconfirmed, as if nobody had
 * answered.
 */
import type { Question } from '../alias/confirmations.ts';
import type { KeyService } from '../alias/key-service.ts';
import type { Questions } from '../alias/questions.ts';
import { formatMailDate } from '../base/mail-date.ts';
import type { AskedQuestion, ReturnPaths } from '../bounce/return-paths.ts';
import { formatMailbox } from '../smtp/wire/path.ts';
import type { QuestionLimit, QuestionLimits } from './question-limits.ts';
import { type OwnLetter, sendOwnMail, type WayOut } from './send-own-mail.ts';
import { type QuestionTexts, writeQuestion } from './write-question.ts';

/**
 * What became of a question. `optedOut`, `blocked` and the limits: it was not asked. `refused`: the next hop refused it for good. `failed`: it was
 * not to be had for too long, or the store was not.
 */
export const questionOutcomes = [
  'sent',
  'optedOut',
  'blocked',
  'clientLimit',
  'targetLimit',
  'allLimit',
  'refused',
  'failed',
] as const;

/** One of them. */
export type QuestionOutcome = (typeof questionOutcomes)[number];

/** What asking is made of. */
export interface AskingDeps {
  readonly questions: Pick<Questions, 'keep'>;
  readonly keys: Pick<KeyService, 'lapse'>;
  readonly limits: Pick<QuestionLimits, 'take'>;
  readonly hasOptOut: (target: string) => boolean;
  readonly isBlocked: (target: string) => boolean;
  readonly returnPaths: Pick<ReturnPaths, 'issueForQuestion'>;
  readonly nextHop: WayOut;
  /** Signs a message that is From the domain; without it questions go unsigned. */
  readonly sign?: ((message: Buffer, domain: string) => Promise<Buffer>) | undefined;
  /** The words of a language. */
  readonly textsOf: (language: string) => QuestionTexts;
  /** The default one of our domains. */
  readonly domain: string;
  readonly hostname: string;
  publicUrl(): string;
  readonly newId: () => string;
  readonly now: () => number;
  /** Until a question goes out, ms: not always the same, so that what it costs shows in no answer that is waited for. */
  readonly delayMs: () => number;
  /** Until a next hop that was not to be had, or answered 4xx, is asked again, ms. */
  readonly retryMs?: readonly number[];
  /** Hears of each end. Must not throw. */
  readonly ended: (outcome: QuestionOutcome, cause?: unknown) => void;
}

/** Asks. */
export interface Asking {
  /** Returns at once. */
  readonly ask: (question: Question) => void;
  /** Gives up what is still to be sent. */
  close(): void;
}

/** Greylisting takes some minutes; the whole, within what is left of the key's day. */
const usualRetryMs = [1, 5, 15, 30, 60, 120, 240].map((minutes) => minutes * 60_000);
/** Maximum number of questions that wait at a time. More come only where the limits have been lifted, and fail. */
const maxWaiting = 1_000;

/** Asking through a next hop. */
export function createAsking(deps: AskingDeps): Asking {
  const waiting = new Set<NodeJS.Timeout>();
  const { ended, retryMs = usualRetryMs } = deps;
  const later = (ms: number, work: () => Promise<void>): void => {
    if (waiting.size >= maxWaiting) {
      ended('failed');
      return;
    }
    const timer = setTimeout(() => {
      waiting.delete(timer);
      work().catch((cause: unknown) => ended('failed', cause));
    }, ms).unref();
    waiting.add(timer);
  };
  const send = async (letter: Letter, attempt = 0): Promise<void> => {
    const result = await sendOwnMail(deps.nextHop, letter);
    const waitMs = retryMs[attempt];
    if (result === 'later' && waitMs !== undefined) return later(waitMs, () => again(letter, attempt + 1));
    if (result === 'refused') await deps.keys.lapse(letter.about.keyId, letter.about.address);
    // Nobody knows whether one in doubt arrived, and a second question is worse than none.
    ended(result === 'later' ? 'failed' : result === 'inDoubt' ? 'sent' : result);
  };
  /** Hours may have gone by since it was asked, in which it has become unwanted. */
  const again = async (letter: Letter, attempt: number): Promise<void> => {
    const unwanted = wishOf(deps, letter.target);
    if (unwanted === undefined) await send(letter, attempt);
    else ended(unwanted);
  };
  return {
    ask: (question) =>
      later(deps.delayMs(), async () => {
        const obstacle = await obstacleTo(deps, question);
        if (obstacle === undefined) await send(await letterOf(deps, question));
        else ended(obstacle);
      }),
    close() {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}

const outcomeOfLimit = {
  client: 'clientLimit',
  target: 'targetLimit',
  all: 'allLimit',
} as const satisfies Record<QuestionLimit, QuestionOutcome>;

/** Limits first, which all count: else a question that is missing would tell of another one, to whoever owns its target. */
async function obstacleTo(
  deps: AskingDeps,
  { target, asker }: Question,
): Promise<QuestionOutcome | undefined> {
  const limit = await deps.limits.take(asker.client, target);
  return limit === undefined ? wishOf(deps, target) : outcomeOfLimit[limit];
}

/** Who wants no question to a target: its owner, or the operator. */
function wishOf({ hasOptOut, isBlocked }: AskingDeps, target: string): 'optedOut' | 'blocked' | undefined {
  if (hasOptOut(target)) return 'optedOut';
  return isBlocked(target) ? 'blocked' : undefined;
}

/** A question in its message. */
interface Letter extends OwnLetter {
  readonly about: AskedQuestion;
}

async function letterOf(deps: AskingDeps, question: Question): Promise<Letter> {
  const { hostname, publicUrl, returnPaths, sign, textsOf, now, newId } = deps;
  const { target, asker, address, keyId } = question;
  const domain = address === undefined ? deps.domain : address.slice(address.lastIndexOf('@') + 1);
  const about = { keyId, address };
  const shown = question.isNameOurs ? address : undefined;
  const token = await deps.questions.keep({
    target,
    key: question.key,
    address: shown,
    moves: question.isMove ? address : undefined,
  });
  const reversePath = await returnPaths.issueForQuestion(about, domain);
  const id = newId();
  const plain = writeQuestion({
    target: formatMailbox(target),
    address: shown,
    domain,
    link: `${publicUrl()}/confirm/${token}`,
    language: asker.language,
    texts: textsOf(asker.language),
    hostname,
    id,
    date: formatMailDate(now()),
  });
  return { id, target, reversePath, content: (await sign?.(plain, domain)) ?? plain, about };
}
