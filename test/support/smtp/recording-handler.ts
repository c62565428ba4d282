// SPDX-License-Identifier: MIT
import type {
  MailDataSink,
  MaybePromise,
  SessionHandler,
  SessionInfo,
} from '../../../src/smtp/server/handler.ts';
import type { MailParameters, Path, TransferOctets } from '../../../src/smtp/wire/envelope.ts';
import { type Reply, reply } from '../../../src/smtp/wire/reply.ts';

/** What a session has called, in order, as short words. */
export type Calls = string[];

export const accepted = {
  sender: reply(250, '2.1.0', 'Sender OK'),
  recipient: reply(250, '2.1.5', 'Recipient OK'),
  message: reply(250, '2.0.0', 'Message accepted'),
};
export const refused = {
  sender: reply(550, '5.7.1', 'Sender refused'),
  recipient: reply(550, '5.1.1', 'No such address'),
  data: reply(451, '4.3.0', 'Not now'),
};

/**
 * A handler that writes down its calls and decides by name: sender `bad`, recipients `unknown`,
 * `broken` (throws), `busy` (421), senders `no-data` (DATA refused), `slow` (every answer a promise).
 */
export function recordingHandler(
  calls: Calls,
  overrides: Partial<SessionHandler> = {},
): (info: SessionInfo) => SessionHandler {
  return () => {
    let sender = '';
    const answer = <T>(value: T): MaybePromise<T> => (sender === 'slow' ? Promise.resolve(value) : value);
    return {
      mail(reversePath: Path, parameters: MailParameters) {
        calls.push(`mail <${reversePath.text}>${formatParameters(parameters)}`);
        sender = reversePath.localPart;
        return answer(sender === 'bad' ? refused.sender : accepted.sender);
      },
      rcpt(forwardPath: Path) {
        calls.push(`rcpt <${forwardPath.text}>`);
        return answer(answerRcpt(forwardPath.localPart));
      },
      data() {
        calls.push('data');
        return answer(sender === 'no-data' ? refused.data : recordingSink(calls));
      },
      reset: () => void calls.push('reset'),
      close: () => void calls.push('close'),
      ...overrides,
    };
  };
}

/** A sink that writes down the message, and how it ended. */
export function recordingSink(calls: Calls, overrides: Partial<MailDataSink> = {}): MailDataSink {
  let message = '';
  return {
    write: (octets: TransferOctets) => {
      message += octets.toString('latin1');
    },
    end: () => {
      calls.push(`end ${JSON.stringify(message)}`);
      return accepted.message;
    },
    abort: () => void calls.push('abort'),
    ...overrides,
  };
}

function answerRcpt(localPart: string): Reply {
  if (localPart === 'broken') throw new Error('broken on purpose');
  if (localPart === 'unknown') return refused.recipient;
  if (localPart === 'busy') return reply(421, '4.7.0', 'Go away');
  return accepted.recipient;
}

function formatParameters({ size, body, smtpUtf8 }: MailParameters): string {
  return `${size === undefined ? '' : ` size=${size}`}${body === undefined ? '' : ` ${body}`}${smtpUtf8 ? ' utf8' : ''}`;
}
