// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { dkimVerify } from 'mailauth';
import { dkimNameOf, dkimRecordOf, makeDkimKey, readDkimKey } from './key.ts';
import { createSigner } from './signer.ts';

const message = Buffer.from(
  'From: Mail Delivery System <postmaster@alias.example>\r\nTo: <a@shop.example>\r\nSubject: s\r\n\r\ntext\r\n',
);

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mayfly-dkim-'));
});
after(() => rm(folder, { recursive: true }));

async function verdictOf(signed: Buffer, records: Readonly<Record<string, string>>): Promise<string> {
  const resolver = async (name: string): Promise<string[][]> => {
    const text = records[name];
    if (text === undefined) throw Object.assign(new Error(), { code: 'ENOTFOUND' });
    return [[text]];
  };
  const { results } = await dkimVerify(signed, { resolver });
  return results.map(({ status, signingDomain }) => `${status.result} ${signingDomain}`).join();
}

describe('DKIM key', () => {
  it('is made once, for its owner alone, and the published record verifies what it signs', async () => {
    const path = join(folder, 'new', 'dkim.pem');
    assert.equal(await makeDkimKey(path), true);
    const first = await readFile(path, 'utf8');
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal(await makeDkimKey(path), false);
    assert.equal(await readFile(path, 'utf8'), first);
    const key = await readDkimKey(path);
    const sign = await createSigner(key, 'mayfly');
    for (const domain of ['alias.example', 'other.example']) {
      const records = { [dkimNameOf('mayfly', domain)]: dkimRecordOf(key) };
      assert.equal(await verdictOf(await sign(message, domain), records), `pass ${domain}`);
    }
  });

  it('may be Ed25519', async () => {
    const path = join(folder, 'ed25519.pem');
    const { privateKey } = generateKeyPairSync('ed25519');
    await writeFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const key = await readDkimKey(path);
    assert.match(dkimRecordOf(key), /^v=DKIM1; k=ed25519; p=[\w+/]{43}=$/);
    const signed = await (await createSigner(key, 's'))(message, 'alias.example');
    assert.equal(
      await verdictOf(signed, { 's._domainkey.alias.example': dkimRecordOf(key) }),
      'pass alias.example',
    );
  });

  it('covers author, subject and body', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signed = await (await createSigner(privateKey, 's'))(message, 'alias.example');
    const records = { 's._domainkey.alias.example': dkimRecordOf(privateKey) };
    assert.match(await verdictOf(signed, records), /^pass/);
    for (const [was, is] of [
      ['<postmaster@', '<someone@'],
      ['Subject: s', 'Subject: t'],
      ['text', 'test'],
    ] as const) {
      const changed = signed.toString('latin1').replace(was, is);
      assert.doesNotMatch(await verdictOf(Buffer.from(changed, 'latin1'), records), /^pass/);
    }
  });

  it('that cannot be used is told in one line', async () => {
    const path = join(folder, 'faulty.pem');
    await assert.rejects(readDkimKey(path), /cannot be read \(ENOENT\); mayfly dkim makes one$/);
    await writeFile(path, 'nonsense');
    await assert.rejects(readDkimKey(path), /faulty\.pem is not a private key in PEM/);
    for (const { privateKey } of [
      generateKeyPairSync('rsa', { modulusLength: 512 }),
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    ]) {
      await writeFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
      await assert.rejects(readDkimKey(path), /must be RSA of 1024 bits or more, or Ed25519/);
    }
  });
});
