// SPDX-License-Identifier: MIT
/** Messages by which owners of aliases see whether mail reaches them, by the configuration. */
import { randomBytes } from 'node:crypto';
import type { TestMessages } from '../alias/test-messages.ts';
import { formatMailDate } from '../base/mail-date.ts';
import { QuestionLimits, type QuestionLimitsDeps } from '../question/question-limits.ts';
import { createTestMessages, type TestMessageDeps } from '../question/test-messages.ts';
import { formatMailFields, formatUnsubscribeFields } from '../relay/mail-fields.ts';
import { loopTagOf } from '../relay/trace.ts';
import { createIds } from '../relay/transfer-id.ts';
import { languages, parseLanguage } from '../web/language.ts';
import type { Blocks } from './blocks.ts';
import type { ServiceContext } from './context.ts';
import { stopLinkOf } from './stop-link.ts';

/** What they need of the other parts. */
interface TestMessageParts
  extends Pick<TestMessageDeps, 'nextHop' | 'sign' | 'returnPaths'>,
    Pick<QuestionLimitsDeps, 'sharedCounts' | 'rows'> {
  readonly blocks: Blocks;
  readonly publicUrl: () => string;
}

/** Makes what sends them. */
export function testMessagesOf(
  context: ServiceContext,
  { blocks, publicUrl, rows, sharedCounts, ...parts }: TestMessageParts,
): TestMessages {
  const { config, vault, metrics, now } = context;
  const { hostname, questionsPerTarget, questionsPerClient: perClient, questions: inAll } = config;
  // In the sandbox there is nobody behind a target.
  const perTarget = config.nextHops.length === 0 ? undefined : questionsPerTarget;
  const limits = new QuestionLimits({
    kind: 'test',
    rates: { perTarget, perClient, inAll },
    rows,
    sharedCounts,
    now,
  });
  const stopLink = stopLinkOf(context, publicUrl);
  const ownFields = (view: Parameters<TestMessageDeps['fieldsOf']>[0]): string => {
    if (!config.mailFields) return '';
    const link = stopLink(view.address);
    return formatMailFields(view, link) + (config.listUnsubscribe ? formatUnsubscribeFields(link) : '');
  };
  const messages = createTestMessages({
    ...parts,
    limits,
    hasOptOut: blocks.hasOptOut,
    isBlocked: blocks.hasTarget,
    textsOf: (language) => languages[parseLanguage(language) ?? 'en'].test.mail,
    // As the relay puts it in front of what it passes on, so that one that comes back through the alias is known.
    fieldsOf: (view, id) =>
      `Received: by ${hostname} id ${id}.${loopTagOf(vault, id, view)}\r\n\tfor <${view.address}>;\r\n\t${formatMailDate(now())}\r\n${ownFields(view)}`,
    stopLink,
    hostname,
    newId: createIds(randomBytes),
    now,
  });
  return {
    async send(view, asker) {
      const outcome = await messages.send(view, asker);
      metrics.questions.tested(outcome);
      return outcome;
    },
  };
}
