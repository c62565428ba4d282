// SPDX-License-Identifier: MIT
/** Which targets may be had, by the configuration. */
import type { Config } from '../config/config.ts';

/** Mailboxes and `@domain`s that targets must be among; nothing where any may be one: under `others` the list says who is not asked. */
export function servedTargets({ confirm, targets }: Config): readonly string[] | undefined {
  return confirm === 'others' ? undefined : targets;
}
