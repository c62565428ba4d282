// SPDX-License-Identifier: MIT
import type { Reply } from '../wire/reply.ts';
import { TransferDecoder } from '../wire/transfer-decoder.ts';
import type { MailDataSink, MaybePromise } from './handler.ts';

/**
 * A sink that holds the message in memory until its end, and answers with what `onMessage` says of it: header and body with CRLF line
 * ends, transparency dots removed. The server's `maxMessageSize` bounds it.
 */
export function collectMessage(onMessage: (content: Buffer) => MaybePromise<Reply>): MailDataSink {
  const decoder = new TransferDecoder();
  let pieces: Buffer[] = [];
  return {
    write(octets) {
      // The octets are lent.
      for (const piece of decoder.decode(octets)) pieces.push(Buffer.from(piece));
    },
    end: () => onMessage(Buffer.concat(pieces)),
    abort() {
      pieces = [];
    },
  };
}
