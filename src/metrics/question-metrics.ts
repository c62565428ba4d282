// SPDX-License-Identifier: MIT
import type { Registry } from 'prom-client';
import { type TestOutcome, testOutcomes } from '../alias/test-messages.ts';
import { type QuestionOutcome, questionOutcomes } from '../question/asking.ts';
import { addCollectedCounter } from './collected-counter.ts';
import { snakeCase } from './reasons.ts';

/** How questions are answered; `bounced` is one that came back. */
const answers = ['agreed', 'never', 'bounced'] as const;

/** What counts questions and their answers. */
export interface QuestionMetrics {
  ended(outcome: QuestionOutcome): void;
  answered(answer: (typeof answers)[number]): void;
  tested(outcome: TestOutcome): void;
}

/** Registers the metrics of questions, and gives what counts for them. */
export function createQuestionMetrics(registry: Registry): QuestionMetrics {
  const ended = new Map<QuestionOutcome, number>(questionOutcomes.map((outcome) => [outcome, 0]));
  const answered = new Map<(typeof answers)[number], number>(answers.map((answer) => [answer, 0]));
  addCollectedCounter(
    registry,
    {
      name: 'mayfly_questions_total',
      help: 'Questions to owners of targets whether mail may go there, by what became of them.',
      labelNames: ['outcome'],
    },
    () => [...ended].map(([outcome, count]) => [{ outcome: snakeCase(outcome) }, count]),
  );
  const tested = new Map<TestOutcome, number>(testOutcomes.map((outcome) => [outcome, 0]));
  addCollectedCounter(
    registry,
    {
      name: 'mayfly_test_messages_total',
      help: 'Test messages that owners of aliases asked for, by what they were told of them.',
      labelNames: ['outcome'],
    },
    () => [...tested].map(([outcome, count]) => [{ outcome: snakeCase(outcome) }, count]),
  );
  addCollectedCounter(
    registry,
    {
      name: 'mayfly_question_answers_total',
      help: 'Answers to such questions: agreed, never to be asked again, or the question bounced.',
      labelNames: ['answer'],
    },
    () => [...answered].map(([answer, count]) => [{ answer }, count]),
  );
  return {
    ended: (outcome) => void ended.set(outcome, (ended.get(outcome) ?? 0) + 1),
    tested: (outcome) => void tested.set(outcome, (tested.get(outcome) ?? 0) + 1),
    answered: (answer) => void answered.set(answer, (answered.get(answer) ?? 0) + 1),
  };
}
