// SPDX-License-Identifier: MIT
/** Who is asked before mail goes to them, and what becomes of that, by the configuration. */
import { randomBytes } from 'node:crypto';
import { type Confirmations, createConfirmations } from '../alias/confirmations.ts';
import { isAmong } from '../alias/creation.ts';
import type { KeyService } from '../alias/key-service.ts';
import { parseTarget } from '../alias/mailbox.ts';
import { createQuestions, type Questions } from '../alias/questions.ts';
import type { AliasService } from '../alias/service.ts';
import { SafeError } from '../base/safe-error.ts';
import type { AskedQuestion, ReturnPaths } from '../bounce/return-paths.ts';
import { type AskingDeps, createAsking } from '../question/asking.ts';
import { QuestionLimits, type QuestionLimitsDeps } from '../question/question-limits.ts';
import { createIds } from '../relay/transfer-id.ts';
import { languages, parseLanguage } from '../web/language.ts';
import type { Blocks } from './blocks.ts';
import { isFirst, type ServiceContext } from './context.ts';
import type { NextHops } from './next-hops.ts';

/** What asking needs of the other parts. */
interface AskingParts
  extends Pick<AskingDeps, 'nextHop' | 'sign' | 'publicUrl'>,
    Pick<QuestionLimitsDeps, 'sharedCounts' | 'rows'> {
  readonly aliases: Pick<AliasService, 'retarget'>;
  readonly keys: KeyService;
  readonly blocks: Blocks;
  readonly returnPaths: ReturnPaths;
  readonly takesNoMail: NextHops['takesNoMail'];
}

/** At most this long after the answer to the asker, ms. */
const maxDelayMs = 1_000;

/** Makes what asks; what is on its way when the service stops is given up. */
export function startAsking(
  context: ServiceContext,
  { aliases, keys, rows, blocks, sharedCounts, takesNoMail, ...parts }: AskingParts,
): {
  readonly confirmations: Confirmations;
  readonly questions: Questions;
  /** Takes a question that came back. */
  readonly bounced: (question: AskedQuestion) => Promise<void>;
} {
  const { config, metrics, now, stack, log } = context;
  if (isFirst(context) && config.confirm !== 'off' && config.publicUrl === undefined)
    log.warn(
      'MAYFLY_PUBLIC_URL is not set: the links in questions lead to an address that others do not reach',
    );
  const { answered } = metrics.questions;
  const questions = createQuestions({
    keys,
    retarget: aliases.retarget,
    rows,
    optOuts: blocks,
    answered,
    now,
    randomBytes,
  });
  const { questionsPerTarget: perTarget, questionsPerClient: perClient, questions: inAll } = config;
  const asking = createAsking({
    ...parts,
    questions,
    keys,
    limits: new QuestionLimits({ rows, rates: { perTarget, perClient, inAll }, now, sharedCounts }),
    hasOptOut: blocks.hasOptOut,
    isBlocked: blocks.hasTarget,
    textsOf: (language) => languages[parseLanguage(language) ?? 'en'].question,
    domain: config.domains[0],
    hostname: config.hostname,
    newId: createIds(randomBytes),
    now,
    delayMs: () => Math.random() * maxDelayMs,
    ended: createTelling(context),
  });
  stack.defer(() => asking.close());
  return {
    confirmations: createConfirmations({
      keys,
      mustAgree: mustAgreeBy(context),
      takesNoMail,
      ask: asking.ask,
    }),
    questions,
    async bounced({ keyId, address }) {
      await keys.lapse(keyId, address);
      answered('bounced');
    },
  };
}

function mustAgreeBy({ config: { confirm, targets = [] } }: ServiceContext): (target: string) => boolean {
  if (confirm !== 'others') return () => confirm === 'on';
  return (target) => {
    const parsed = parseTarget(target, []);
    return !('mailbox' in parsed && isAmong(parsed.mailbox, targets));
  };
}

/** The limit of all is told loudly, since then somebody asks who should not; but not each time. */
function createTelling({ log, metrics }: ServiceContext): AskingDeps['ended'] {
  let quietUntil = Number.NEGATIVE_INFINITY;
  return (outcome, cause) => {
    metrics.questions.ended(outcome);
    if (outcome === 'failed')
      log.warn({ err: cause instanceof SafeError ? cause : undefined }, 'a question could not be asked');
    if (outcome !== 'allLimit' || performance.now() < quietUntil) return;
    quietUntil = performance.now() + quietMs;
    log.error(
      'MAYFLY_QUESTIONS is reached: no owner of a target is asked until the time of that limit is over',
    );
  };
}

const quietMs = 10 * 60 * 1000;
