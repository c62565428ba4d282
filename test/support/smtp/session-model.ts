// SPDX-License-Identifier: MIT
/**
 * A simple model of an SMTP session, as RFC 5321 §4.1.4 has it: what each command is answered in each state. Dialogues
 * are made up by fast-check, each step with what it is meant to be; the model never parses anything.
 *
 * | effect | without a transaction | in a transaction         |
 * |--------|-----------------------|--------------------------|
 * | greet  | its code              | its code, ends it if 250 |
 * | mail   | its code              | 503                      |
 * | rcpt   | 503                   | its code                 |
 * | data   | 503                   | 554 without recipients, else 354 and the message's code; ends it |
 * | reset  | 250                   | 250, ends it             |
 * | close  | its code and the end of the connection, in every state |
 * | none   | its code              | its code                 |
 *
 * A session without a greeting is as one with HELO.
 */
import fc from 'fast-check';
import { isAmbiguous, readMailData, transferForm } from './mail-data-readers.ts';

/** One step of a client, as JSON: octets as latin1 text. */
export interface Step {
  readonly effect: 'greet' | 'mail' | 'rcpt' | 'data' | 'reset' | 'close' | 'none';
  /** With its line end. */
  readonly line: string;
  /** How it is answered where the state allows it. */
  readonly code: number;
  /** Of MAIL: has parameters, for which a session must be greeted with EHLO; of EHLO: greets so. */
  readonly isExtended?: boolean;
  /** Of MAIL: what DATA will be answered where it is allowed; 354 if not given. */
  readonly dataCode?: number;
  /** Of DATA: what is sent if it is invited, without the final dot line. */
  readonly message?: string;
}

/** What a client sends without waiting, and the codes that answer it. */
export interface Group {
  readonly sent: string;
  readonly codes: readonly number[];
}

/** A dialogue as the model sees it. */
export interface Expectation {
  readonly groups: readonly Group[];
  /** Transfer form of the messages that are accepted. */
  readonly messages: readonly string[];
  readonly isClosed: boolean;
}

/** What must come of a dialogue, greeting aside. A client waits after DATA, and after nothing else. */
export function expect(steps: readonly Step[]): Expectation {
  const groups: { sent: string; codes: number[] }[] = [{ sent: '', codes: [] }];
  const messages: string[] = [];
  const state = { greeting: undefined as 'HELO' | 'EHLO' | undefined, dataCode: 0, recipients: 0 };
  for (const step of steps) {
    const group = groups.at(-1) ?? { sent: '', codes: [] };
    group.sent += step.line;
    const code = answer(step, state);
    group.codes.push(code);
    if (step.effect === 'close') return { groups, messages, isClosed: true };
    if (step.effect !== 'data') continue;
    groups.push({ sent: '', codes: [] });
    if (code !== 354) continue;
    const mailData = `${step.message ?? ''}.\r\n`;
    const read = readMailData(mailData);
    const isRefused = read === undefined || isAmbiguous(read);
    groups.push({ sent: mailData, codes: [isRefused ? 554 : 250] });
    if (!isRefused) messages.push(transferForm(read));
  }
  return { groups, messages, isClosed: false };
}

interface State {
  greeting: 'HELO' | 'EHLO' | undefined;
  /** Of the transaction; 0 while there is none. */
  dataCode: number;
  recipients: number;
}

function answer(step: Step, state: State): number {
  const isOpen = state.dataCode !== 0;
  const end = (): void => {
    state.dataCode = 0;
    state.recipients = 0;
  };
  switch (step.effect) {
    case 'greet':
      if (step.code !== 250) return step.code;
      state.greeting = step.isExtended ? 'EHLO' : 'HELO';
      end();
      return 250;
    case 'mail':
      if (isOpen) return 503;
      if (step.code !== 250) return step.code;
      if (step.isExtended && state.greeting !== 'EHLO') return 555;
      state.dataCode = step.dataCode ?? 354;
      return 250;
    case 'rcpt':
      if (!isOpen) return 503;
      if (step.code === 250) state.recipients += 1;
      return step.code;
    case 'data': {
      if (!isOpen) return 503;
      if (state.recipients === 0) return 554;
      const code = state.dataCode;
      end();
      return code;
    }
    case 'reset':
      end();
      return 250;
    default:
      return step.code;
  }
}

type Row = readonly [effect: Step['effect'], code: number, texts: readonly string[], more?: Partial<Step>];

/** Commands by effect; recipients `unknown` and senders `slow` mean something to `recordingHandler` and the relay alike. */
const commands: readonly Row[] = [
  ['greet', 250, ['EHLO c', 'ehlo client.example', 'EHLO [192.0.2.1] '], { isExtended: true }],
  ['greet', 250, ['HELO c', 'helo client.example'], {}],
  ['greet', 250, ['HELO -a', "helo bob's pc."], {}],
  ['greet', 501, ['EHLO', 'HELO ']],
  [
    'mail',
    250,
    [
      'MAIL FROM:<a@b.example>',
      'mail from:<>',
      'MAIL FROM:<slow@b.example>',
      'MAIL FROM:<@x:"a b"@[192.0.2.1]>',
      'MAIL FROM:<.a..b.@c.example.> AUTH=<>',
      'MAIL FROM:<slow@b> SIZE=10',
      'MAIL FROM: a@b.example',
      'MAIL\tFROM:<Ann <a@b.example>>\tSIZE=10',
    ],
  ],
  ['mail', 250, ['MAIL FROM:<a@b> SMTPUTF8', 'MAIL FROM:<a@b> BODY=8BITMIME SMTPUTF8'], { isExtended: true }],
  ['mail', 501, ['MAIL', 'MAIL FROM:a@b,c', 'MAIL FROM:<a@b', 'MAIL TO:<a@b>', 'MAIL FROM:<a@b>x']],
  [
    'rcpt',
    250,
    [
      'RCPT TO:<box@alias.example>',
      'rcpt to:<BOX@ALIAS.example>',
      'RCPT TO: box@alias.example',
      'RCPT TO:<@a:"box"@alias.example>',
    ],
  ],
  ['rcpt', 550, ['RCPT TO:<unknown@alias.example>']],
  ['rcpt', 501, ['RCPT', 'RCPT TO:<>', 'RCPT TO:box@alias.example>', 'RCPT FROM:<a@b>']],
  ['rcpt', 555, ['RCPT TO:<box@alias.example> NOTIFY=NEVER']],
  ['reset', 250, ['RSET', 'rset  ']],
  ['none', 250, ['NOOP', 'noop DATA', 'NOOP .', ' NOOP']],
  ['none', 252, ['VRFY box']],
  ['none', 214, ['HELP']],
  ['none', 502, ['EXPN x', 'BDAT 5 LAST', 'STARTTLS', 'AUTH PLAIN']],
  ['none', 501, ['DATA now', 'RSET x', 'QUIT x', 'VRFY', 'STARTTLS x']],
  ['none', 500, ['', '.', 'XYZZY', 'NOOP\0', 'NO\rOP', 'NOOP \xff', 'MAIL FROM:<"a\tb"@c>', '\x1b']],
  ['none', 500, ['NOOP\nDATA', 'RSET\n\n.\n', '\nQUIT', `NOOP ${'x'.repeat(5000)}`]],
  ['close', 221, ['QUIT']],
  ['close', 421, ['GET / HTTP/1.1', 'POST /']],
];

/** What only `recordingHandler` does. */
const engineCommands: readonly Row[] = [
  ['mail', 550, ['MAIL FROM:<bad@b>']],
  ['mail', 250, ['MAIL FROM:<no-data@b>'], { dataCode: 451 }],
];

const messagePiece = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(
      '\r\n',
      '.',
      '..',
      'text',
      'Subject: x\r\n',
      '\r\n\r\n',
      '\xe4\xff',
      'QUIT\r\n',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\r', '\n', '\0', '\n.\n', '\r\n.\r', '\n.\r\n', '\r.\r', 'x'.repeat(900)),
  },
);

/** Mail data that ends where it says. */
const message = fc
  .array(messagePiece, { maxLength: 12 })
  .map((pieces) => `${pieces.join('')}\r\n`)
  .filter((text) => readMailData(`${text}.\r\n`)?.rest === '');

const data = message.map((text): Step => ({ effect: 'data', line: 'DATA\r\n', code: 354, message: text }));

function stepOf(rows: readonly Row[]): fc.Arbitrary<Step> {
  const steps = rows.map(([effect, code, texts, more = {}]) => ({
    weight: effect === 'close' ? 1 : effect === 'none' ? 2 : code === 250 ? 12 : 2,
    arbitrary: fc
      .constantFrom(...texts)
      .map((text): Step => ({ effect, code, line: `${text}\r\n`, ...more })),
  }));
  return fc.oneof(...steps, { weight: 14, arbitrary: data });
}

/** Fewer steps than use up anyone's patience. */
const length = { maxLength: 40, size: 'max' } as const;

/** Dialogues with the whole relay, in which `box@alias.example` is alive. */
export const anyDialogue: fc.Arbitrary<Step[]> = fc.array(stepOf(commands), length);

/** Dialogues with the engine and `recordingHandler`. */
export const anyEngineDialogue: fc.Arbitrary<Step[]> = fc.array(
  stepOf([...commands, ...engineCommands]),
  length,
);
