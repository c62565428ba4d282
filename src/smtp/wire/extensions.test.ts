// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatParameters, mailParameter, noParameters, offeredOn, unfitExtension } from './extensions.ts';

const terms = { maxMessageSize: 1000, maxRecipients: 100, canStartTls: true };
const all = { size: 1000, body: '8BITMIME', smtpUtf8: true } as const;

test('extensions are offered in their order, each on its terms', () => {
  assert.deepEqual(offeredOn(terms), [
    'PIPELINING',
    'SIZE 1000',
    '8BITMIME',
    'SMTPUTF8',
    'ENHANCEDSTATUSCODES',
    'LIMITS RCPTMAX=100',
    'HELP',
    'STARTTLS',
  ]);
  const unlimited = { maxMessageSize: Infinity, maxRecipients: Infinity, canStartTls: false };
  assert.deepEqual(offeredOn(unlimited), [
    'PIPELINING',
    'SIZE 0',
    '8BITMIME',
    'SMTPUTF8',
    'ENHANCEDSTATUSCODES',
    'HELP',
  ]);
});

test('a parameter goes on where its extension is offered and it says something, and nowhere else', () => {
  const offered = (...keywords: string[]) => new Map(keywords.map((keyword) => [keyword, '']));
  assert.equal(
    formatParameters(all, offered('SIZE', '8BITMIME', 'SMTPUTF8')),
    ' SIZE=1000 BODY=8BITMIME SMTPUTF8',
  );
  assert.equal(formatParameters(all, offered('8BITMIME')), ' BODY=8BITMIME');
  assert.equal(formatParameters(all, offered()), '');
  assert.equal(formatParameters({ ...noParameters, body: '7BIT' }, offered('SIZE', '8BITMIME')), '');
});

test('a next hop is unfit for what it does not offer, and for more octets than it takes', () => {
  const offered = new Map([
    ['SIZE', '1000'],
    ['8BITMIME', ''],
    ['SMTPUTF8', ''],
  ]);
  assert.equal(unfitExtension(all, offered), undefined);
  assert.equal(unfitExtension({ ...all, size: 1001 }, offered), 'SIZE');
  assert.equal(unfitExtension({ ...all, size: 1001 }, new Map([...offered, ['SIZE', '0']])), undefined);
  assert.equal(unfitExtension({ ...noParameters, body: '8BITMIME' }, new Map()), undefined);
  assert.equal(unfitExtension({ ...noParameters, smtpUtf8: true }, new Map()), 'SMTPUTF8');
  assert.equal(unfitExtension({ ...noParameters, size: 5 }, new Map()), undefined);
});

test('SMTPUTF8 is unknown after HELO, the others are not; what no extension has is unknown', () => {
  assert.equal(mailParameter('SMTPUTF8', false), undefined);
  for (const keyword of ['SIZE', 'BODY', 'AUTH']) assert.ok(mailParameter(keyword, false), keyword);
  for (const keyword of ['RET', 'PIPELINING', 'size'])
    assert.equal(mailParameter(keyword, true), undefined, keyword);
});
