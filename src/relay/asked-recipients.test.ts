// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AskedRecipients } from './asked-recipients.ts';

function sender(text: string) {
  const at = text.lastIndexOf('@');
  return { text, localPart: text.slice(0, at), domain: text.slice(at + 1) };
}

const forwarded = [
  '',
  'SRS0=AbCdEfGh=TT=shop.example=orders=alias@there.example',
  'srs1+AbCd=TT=x==rest@x',
  'bounce=1@x',
];

test('of one client and alias, few that a forwarder sends are asked about at a time, and as many of others as a mail server has connections', () => {
  for (const text of forwarded) {
    const asked = new AskedRecipients();
    const begun = Array.from({ length: 4 }, () => asked.begin('client alias', sender(text)));
    assert.deepEqual(begun, [true, true, false, false], text);
    assert.equal(asked.begin('client alias', sender('orders@shop.example')), true);
    assert.equal(asked.begin('other alias', sender(text)), true);
    assert.equal(asked.begin('client other', sender(text)), true);
  }
  const asked = new AskedRecipients();
  const begun = Array.from({ length: 22 }, () => asked.begin('client alias', sender('srs0@shop.example')));
  assert.equal(begun.indexOf(false), 20);
});

test('what the next hop has answered leaves room for the next', () => {
  const asked = new AskedRecipients();
  for (let count = 0; count < 2; count += 1) asked.begin('client alias', sender(''));
  asked.end('client alias');
  assert.equal(asked.begin('client alias', sender('')), true);
  assert.equal(asked.begin('client alias', sender('')), false);
});
