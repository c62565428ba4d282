// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatSetUp, hostPattern, isUnencrypted, parseSetUp } from './account.ts';

const key = `mayfly${'0q3v7k2m9x4c8r5tz1w6y0h2j4n8b3d5f7g9sap'}`;

describe('the link that sets the extension up', () => {
  for (const [text, server] of [
    [`https://alias.example/key#${key}`, 'https://alias.example'],
    [`  https://alias.example/#${key}\n`, 'https://alias.example'],
    [`https://alias.example#${key}`, 'https://alias.example'],
    [`https://Home.example:8443/mail/key#${key}`, 'https://home.example:8443/mail'],
    [`http://[::1]:8080/key#${key}`, 'http://[::1]:8080'],
  ] as const)
    it(`is read: ${text.trim()}`, () => assert.deepEqual(parseSetUp(text), { server, key }));

  for (const [text, fault] of [
    ['', 'notALink'],
    [key, 'notALink'],
    [`javascript:alert(1)#${key}`, 'notALink'],
    [`ftp://alias.example/#${key}`, 'notALink'],
    [`https://ada:secret@alias.example/#${key}`, 'notALink'],
    ['https://alias.example/key', 'noKey'],
    [`https://alias.example/key#${key.slice(0, -10)}`, 'noKey'],
    [`https://alias.example/key#${key} and more`, 'noKey'],
    [`https://alias.example/key?${key}`, 'noKey'],
  ] as const)
    it(`is refused as ${fault}: ${text}`, () => assert.equal(parseSetUp(text), fault));

  it('is written as it is read', () => {
    const account = { server: 'https://home.example:8443/mail', key };
    assert.deepEqual(parseSetUp(formatSetUp(account)), account);
  });
});

describe('the host of a server', () => {
  it('is asked for without its port, which no pattern of Firefox has', () => {
    assert.equal(hostPattern('https://home.example:8443/mail'), 'https://home.example/*');
  });

  it('is warned of where the key would cross a network in clear', () => {
    assert.equal(isUnencrypted('http://192.168.1.4:8080'), true);
    assert.equal(isUnencrypted('http://alias.example'), true);
    for (const server of [
      'https://alias.example',
      'http://127.0.0.1:8080',
      'http://[::1]',
      'http://localhost:1',
    ])
      assert.equal(isUnencrypted(server), false, server);
  });
});
