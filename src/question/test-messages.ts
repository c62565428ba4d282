// SPDX-License-Identifier: MIT
/**
 * The owner of an alias may have a message sent to its target, to see whether mail arrives there and what it looks like. It takes the way out of every other
 * message, with the fields of one that came through the alias, and a bounce of it shows in the history of the alias. Whoever cannot agree to mail
 * is protected as from questions: by limits for each target, client and in all, and by what its owner and the operator have said.
 */

import type { Asker } from '../alias/confirmations.ts';
import type { AliasView } from '../alias/service.ts';
import { isTakingMail, type TestMessages, type TestOutcome } from '../alias/test-messages.ts';
import { formatMailDate } from '../base/mail-date.ts';
import type { ReturnPaths } from '../bounce/return-paths.ts';
import type { QuestionLimits } from './question-limits.ts';
import { type OwnLetter, sendOwnMail, type WayOut } from './send-own-mail.ts';
import { writeOwnMail } from './write-own-mail.ts';

/** The words of a language. A body is paragraphs; one that begins with a blank is shown as it is. */
export interface TestTexts {
  readonly subject: string;
  readonly body: (about: { readonly address: string; readonly stopLink: string }) => readonly string[];
}

/** What test messages are made of. */
export interface TestMessageDeps {
  readonly limits: Pick<QuestionLimits, 'take'>;
  readonly hasOptOut: (target: string) => boolean;
  readonly isBlocked: (target: string) => boolean;
  readonly returnPaths: Pick<ReturnPaths, 'issue'>;
  readonly nextHop: WayOut;
  /** Signs a message that is From the domain; without it they go unsigned. */
  readonly sign?: ((message: Buffer, domain: string) => Promise<Buffer>) | undefined;
  /** The words of a language. */
  readonly textsOf: (language: string) => TestTexts;
  /** The trace field of a message with this id, and what else one is given that goes through the alias. */
  readonly fieldsOf: (view: AliasView, id: string) => string;
  /** By which its reader stops the alias. */
  readonly stopLink: (address: string) => string;
  readonly hostname: string;
  readonly newId: () => string;
  readonly now: () => number;
  /** How long the answer of the next hop is waited for, ms. */
  readonly patienceMs?: number;
}

/** Test messages through a next hop. */
export function createTestMessages(deps: TestMessageDeps): TestMessages {
  const { limits, hasOptOut, isBlocked, now } = deps;
  return {
    async send(view, asker) {
      const { target } = view;
      if (!isTakingMail(view, now())) return 'unsent';
      if ((await limits.take(asker.client, target)) !== undefined) return 'unsent';
      if (hasOptOut(target) || isBlocked(target)) return 'unsent';
      return send(deps, view, asker);
    },
  };
}

const usualPatienceMs = 10_000;
const outcomes = { sent: 'accepted', inDoubt: 'onItsWay', refused: 'refused', later: 'putOff' } as const;

async function send(deps: TestMessageDeps, view: AliasView, { language }: Asker): Promise<TestOutcome> {
  const domain = view.address.slice(view.address.lastIndexOf('@') + 1);
  const sender = { localPart: 'no-reply', domain, text: `no-reply@${domain}` };
  // Not vouched for: a bounce is for the owner alone.
  const returnPath = deps.returnPaths.issue(sender, view.address, false);
  await returnPath.keep();
  const letter = await letterOf(deps, view, { language, reversePath: returnPath.text, domain });
  return within(
    deps.patienceMs ?? usualPatienceMs,
    sendOwnMail(deps.nextHop, letter).then((sent) => {
      if (sent === 'refused' || sent === 'later') returnPath.forget();
      return outcomes[sent];
    }),
  );
}

async function letterOf(
  deps: TestMessageDeps,
  view: AliasView,
  {
    language,
    reversePath,
    domain,
  }: { readonly language: string; readonly reversePath: string; readonly domain: string },
): Promise<OwnLetter> {
  const { address, target } = view;
  const texts = deps.textsOf(language);
  const id = deps.newId();
  const plain = writeOwnMail({
    domain,
    to: address,
    subject: texts.subject,
    body: texts.body({ address, stopLink: deps.stopLink(address) }),
    fields: [],
    language,
    hostname: deps.hostname,
    id,
    date: formatMailDate(deps.now()),
  });
  const signed = (await deps.sign?.(plain, domain)) ?? plain;
  const content = Buffer.concat([Buffer.from(deps.fieldsOf(view, id)), signed]);
  return { id, target, reversePath, content };
}

/** Whoever waits is told that it is on its way; it goes on all the same. */
async function within(ms: number, outcome: Promise<TestOutcome>): Promise<TestOutcome> {
  const { promise, resolve } = Promise.withResolvers<TestOutcome>();
  const timer = setTimeout(resolve, ms, 'onItsWay');
  try {
    return await Promise.race([outcome, promise]);
  } finally {
    clearTimeout(timer);
    outcome.catch(() => undefined);
  }
}
