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

test('of one client and alias, few that a forwarder sends are asked about at a time, of others that pass as they are what a mail server sends, and any number of those that are rewritten', () => {
  for (const text of forwarded) {
    const asked = new AskedRecipients();
    const begin = (circle: string) => asked.begin(circle, sender(text), 'onward');
    const begun = Array.from({ length: 7 }, () => begin('client alias'));
    assert.equal(begun.indexOf(false), 5, text);
    assert.equal(asked.begin('client alias', sender('orders@shop.example'), 'onward'), true);
    assert.equal(begin('other alias'), true);
    assert.equal(begin('client other'), true);
  }
  const own = 'srs0@shop.example';
  for (const [onward, first] of [
    [own, 20],
    ['SRS0=1@ours.example', -1],
  ] as const) {
    const asked = new AskedRecipients();
    const begun = Array.from({ length: 200 }, () => asked.begin('client alias', sender(own), onward));
    assert.equal(begun.indexOf(false), first);
  }
});

test('what the next hop has answered leaves room for the next', () => {
  const asked = new AskedRecipients();
  const begin = () => asked.begin('client alias', sender(''), '');
  for (let count = 0; count < 5; count += 1) begin();
  asked.end('client alias');
  assert.equal(begin(), true);
  assert.equal(begin(), false);
});
