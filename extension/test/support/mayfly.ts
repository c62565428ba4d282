// SPDX-License-Identifier: MIT
/** The real program behind the extension, and the mail that comes through it. */
import type { TestContext } from 'node:test';
import {
  createKey,
  environment,
  type Program,
  startProgram,
  temporaryFolder,
} from '../../../test/support/program/program.ts';
import { sent } from '../../../test/support/program/transfer-fixture.ts';
import type { SitePage } from './site.ts';

/** Where the mail of the key goes. */
export const target = 'ada@target.example';

/** A program with a key in it. */
export interface Mayfly {
  readonly program: Program;
  readonly key: string;
  /** The link that sets an extension up. */
  readonly setUp: string;
  /** Sends a message to an alias; gives the reply that decided it. */
  send(recipient: string): Promise<string>;
}

/** Starts it; ends with the test. */
export async function startMayfly(t: TestContext): Promise<Mayfly> {
  const program = await startProgram(t, environment(temporaryFolder(t)));
  const { key } = await createKey(program, { target, label: 'laptop', maxUses: 20, days: 30 });
  return { program, key, setUp: `${program.url}/key#${key}`, send: (recipient) => sent(program, recipient) };
}

/** A page to sign up. */
export const signUp: SitePage = {
  html: `<meta name="viewport" content="width=device-width"><title>Shop</title><style>
    body { font: 17px/1.5 system-ui, sans-serif; margin: 40px; max-width: 300px; color: #222 }
    label, input { display: block; width: 100%; box-sizing: border-box; font: inherit } input { padding: 8px; margin-bottom: 16px }
    button { font: inherit; padding: 8px 16px }</style><h1>Shop</h1><form id="sign-up"><label>E-mail <input type="email" name="email"></label>
    <label>Password <input type="password" autocomplete="new-password"></label><button type="button">Create account</button></form>`,
};
