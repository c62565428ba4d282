// SPDX-License-Identifier: MIT
import { reply } from '../../smtp/wire/reply.ts';

/** What an originator is told of a message that the filter did not let pass. */
export const replies = {
  rejected: reply(550, '5.7.1', 'Message refused as spam or worse'),
  deferred: reply(451, '4.7.1', 'Message not accepted at the moment, try again later'),
  noVerdict: reply(451, '4.7.1', 'Message cannot be checked at the moment, try again later'),
} as const;
