// SPDX-License-Identifier: MIT
import type { TestContext } from 'node:test';

/** Skips a test that lacks what it needs of the machine, with a loud line; throws when `CI=true`, where nothing may be skipped. */
export function skipLoudly(context: Pick<TestContext, 'skip'>, reason: string): void {
  const line = `SKIPPED: ${reason}`;
  if (process.env.CI === 'true') throw new Error(line);
  console.error(`\n*** ${line} ***\n`);
  context.skip(line);
}
