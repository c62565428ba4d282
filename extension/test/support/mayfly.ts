/** The real program behind the extension, and the mail that comes through it. */
import type { TestContext } from 'node:test';
import {
  environment,
  type Program,
  startProgram,
  temporaryFolder,
} from '../../../test/support/program/program.ts';
import { Dialogue } from '../../../test/support/smtp/dialogue.ts';
import type { SitePage } from './site.ts';

/** Where the mail of the key goes. */
export const target = 'ada@target.example';

/** A program with a key in it. */
export interface Mayfly {
  readonly program: Program;
  /** The link that sets an extension up. */
  readonly setUp: string;
  /** Sends a message to an alias; gives the reply that decided it. */
  send(recipient: string): Promise<string>;
}

/** Starts it; ends with the test. */
export async function startMayfly(t: TestContext): Promise<Mayfly> {
  const program = await startProgram(t, environment(temporaryFolder(t)));
  return {
    program,
    setUp: `${program.url}/key#${await makeKey(program)}`,
    async send(recipient) {
      const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, recipient);
      const message = 'From: Shop <shop@shop.example>\r\nSubject: Your parcel\r\n\r\nIt is here.\r\n';
      const reply = rcpt.startsWith('250') ? await dialogue.message(message) : rcpt;
      dialogue.drop();
      return reply;
    },
  };
}

/** A page to sign up. */
export const signUp: SitePage = {
  html: `<meta name="viewport" content="width=device-width"><title>Shop</title><style>
    body { font: 17px/1.5 system-ui, sans-serif; margin: 40px; max-width: 300px; color: #222 }
    label, input { display: block; width: 100%; box-sizing: border-box; font: inherit } input { padding: 8px; margin-bottom: 16px }
    button { font: inherit; padding: 8px 16px }</style><h1>Shop</h1><form id="sign-up"><label>E-mail <input type="email" name="email"></label>
    <label>Password <input type="password" autocomplete="new-password"></label><button type="button">Create account</button></form>`,
};

async function makeKey(program: Program): Promise<string> {
  const response = await fetch(`${program.url}/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ target, label: 'laptop', maxUses: 20, days: 30 }),
  });
  const { key } = (await response.json()) as { readonly key: string };
  return key;
}
