// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { issuedCertificate } from '../../test/support/certificate.ts';
import { keepCertificates, pauseAfter, renewalOf } from './certificate-keeper.ts';
import { AcmeError } from './error.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

describe('a certificate is renewed', () => {
  const life = { validFrom: 1_000_000, expiresAt: 1_000_000 + 90 * dayMs };

  it('when two thirds of its life are over, up to three days earlier by chance', () => {
    assert.equal(renewalOf(life, 0), life.validFrom + 60 * dayMs);
    assert.equal(Math.round(renewalOf(life, 1)), life.validFrom + 57 * dayMs);
  });

  it('in time too where it lives for six days', () => {
    assert.equal(renewalOf({ validFrom: 0, expiresAt: 6 * dayMs }, 0), 4 * dayMs);
  });
});

describe('after a failure', () => {
  const unreachable = new AcmeError('the authority cannot be asked (ECONNREFUSED)');
  const refused = new AcmeError('no', { problem: 'unauthorized' });
  const pauses = (error: unknown, count: number, random = 0) =>
    Array.from({ length: count }, (_, at) => pauseAfter(error, at + 1, random));

  it('an authority that does not answer is asked again soon, and at least hourly', () => {
    assert.deepEqual(pauses(unreachable, 3), [5_000, 10_000, 20_000]);
    assert.equal(pauseAfter(unreachable, 50, 0), hourMs);
    assert.equal(pauseAfter(unreachable, 1, 1), 6_250);
  });

  it('one that refuses is asked at most five times in the first hour, and four times a day in the end', () => {
    const within = pauses(refused, 6).map((_, at, all) => all.slice(0, at + 1).reduce((a, b) => a + b));
    assert.ok(1 + within.filter((ms) => ms <= hourMs).length <= 5, `${within}`);
    assert.equal(pauseAfter(refused, 50, 0), 6 * hourMs);
  });

  it('it is asked no sooner than it says, and within a day', () => {
    const limited = (retryAfterMs: number) => new AcmeError('no', { problem: 'rateLimited', retryAfterMs });
    assert.equal(pauseAfter(limited(7 * hourMs), 1, 0), 7 * hourMs);
    assert.equal(pauseAfter(limited(700 * hourMs), 1, 0), 24 * hourMs);
  });

  it('what is wrong here and not there is tried as seldom as what was refused', () => {
    assert.equal(pauseAfter(new Error('full'), 1, 0), pauseAfter(refused, 1, 0));
  });
});

/** A keeper with hosts of its own, whose orders the test answers. */
function start(t: TestContext, hosts: readonly string[], order: (host: string) => Promise<string>) {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-keeper-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const fileOf = (host: string) => join(folder, 'certificates', `${host}.pem`);
  const told: string[] = [];
  const waiting = new Set<() => void>();
  const tell = (line: string): void => {
    told.push(line);
    for (const wake of waiting) wake();
  };
  const keeper = keepCertificates({
    hosts,
    fileOf,
    order,
    now: Date.now,
    random: () => 0,
    onObtained: (host) => tell(`obtained ${host}`),
    onFailed: (host, { error }) => tell(`failed ${host}: ${error instanceof Error ? error.message : ''}`),
  });
  t.after(() => keeper.stop());
  // The keeper lets the process end.
  const alive = setInterval(() => {}, 1000);
  t.after(() => clearInterval(alive));
  const until = async (line: string): Promise<void> => {
    while (!told.includes(line)) await new Promise<void>((resolve) => waiting.add(resolve));
  };
  return { keeper, fileOf, told, until };
}

function certificateFor(host: string): string {
  const { cert, key } = issuedCertificate(`DNS:${host}`);
  return cert + key;
}

describe('the keeper', () => {
  const timeout = 60_000;

  it('keeps what it obtains, and one host that fails holds up no other', { timeout }, async (t) => {
    const { fileOf, told, until } = start(t, ['a.example', 'b.example'], async (host) => {
      if (host === 'a.example') throw new AcmeError('not yours', { problem: 'unauthorized' });
      return certificateFor(host);
    });
    await until('obtained b.example');
    assert.deepEqual(told, ['failed a.example: not yours', 'obtained b.example']);
    assert.match(readFileSync(fileOf('b.example'), 'utf8'), /BEGIN PRIVATE KEY/);
  });

  it('tries at once when it is told to, however long it would have waited', { timeout }, async (t) => {
    let isThere = false;
    const { keeper, until } = start(t, ['a.example'], async (host) => {
      if (!isThere) throw new AcmeError('not yours', { problem: 'unauthorized' });
      return certificateFor(host);
    });
    await until('failed a.example: not yours');
    isThere = true;
    keeper.tryNow();
    await until('obtained a.example');
  });

  it('tries again by itself', { timeout }, async (t) => {
    let tries = 0;
    const { until } = start(t, ['a.example'], async (host) => {
      tries += 1;
      if (tries === 1) throw new AcmeError('the authority cannot be asked (ECONNREFUSED)');
      return certificateFor(host);
    });
    await until('obtained a.example');
    assert.equal(tries, 2);
  });

  it('takes no certificate that cannot be used for one', { timeout }, async (t) => {
    const { until } = start(t, ['a.example'], async () => 'no certificate');
    await until('failed a.example: the certificate that was obtained cannot be used');
  });
});
