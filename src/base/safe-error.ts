// SPDX-License-Identifier: MIT
/**
 * An error whose message is written to be logged: one line that holds no address of mail and no secret (invariant I6). Of all
 * other errors the log tells the kind alone.
 */
export abstract class SafeError extends Error {}
