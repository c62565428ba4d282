// SPDX-License-Identifier: MIT
import { reply } from '../../smtp/wire/reply.ts';

/** What an originator is told of a message that DMARC decides against. */
export const replies = {
  refusedByPolicy: reply(
    550,
    '5.7.1',
    'Not authenticated as its From field claims, and the DMARC policy there asks to refuse it',
  ),
  undecided: reply(451, '4.7.0', 'Cannot authenticate the message at the moment, try again later'),
} as const;
