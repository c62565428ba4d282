// SPDX-License-Identifier: MIT
/** The domain, recipients and senders that all peers know. */
import { randomBytes } from 'node:crypto';

export const domain = 'alias.bench';

/** Recipients that exist, as local parts. Messages are spread over them; in a store of pages, nearly each is on a page of its own. */
export const localParts = Array.from({ length: 10_000 }, (_, number) => `reader${number}`);

/** The same as addresses. */
export const recipients = localParts.map((localPart) => `${localPart}@${domain}`);

/** Recipients that do not exist: random, as names that a spammer tries. */
export const strangers = Array.from({ length: 4096 }, () => `${randomBytes(8).toString('hex')}@${domain}`);
