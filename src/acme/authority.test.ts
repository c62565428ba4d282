// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { accountKeyOf } from './account.ts';
import { Authority } from './authority.ts';
import type { AcmeAnswer } from './transport.ts';

it('of an account that is refused the kind of the problem is told, and nothing of the mailbox', async () => {
  const at = (path: string): string => `https://ca.example/${path}`;
  const directory = { newNonce: at('nonce'), newAccount: at('account'), newOrder: at('order') };
  const refusal = {
    type: 'urn:ietf:params:acme:error:invalidContact',
    detail: 'contact "mailto:canary@hidden.example" has a forbidden domain',
    subproblems: [{ detail: 'hidden.example' }],
  };
  const answers: Readonly<Record<string, Pick<AcmeAnswer, 'status' | 'text'>>> = {
    [at('directory')]: { status: 200, text: JSON.stringify(directory) },
    [at('nonce')]: { status: 200, text: '' },
    [at('account')]: { status: 400, text: JSON.stringify(refusal) },
  };
  const authority = new Authority({
    directory: at('directory'),
    contact: 'canary@hidden.example',
    account: accountKeyOf(Buffer.alloc(32, 1)),
    send: async ({ url }) => ({
      status: 404,
      text: '',
      ...answers[url],
      headers: { 'replay-nonce': 'abc' },
    }),
    signal: new AbortController().signal,
  });
  await assert.rejects(authority.order('alias.example'), {
    name: 'AcmeError',
    message: 'the authority answers 400 (invalidContact)',
    problem: 'invalidContact',
  });
});
