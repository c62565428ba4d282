// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { spellingOf } from './spelling.ts';

function fileWith(t: TestContext, toml: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-spelling-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'mayfly.toml'), toml);
  return join(folder, 'mayfly.toml');
}

describe('the names of settings', () => {
  const text =
    'see MAYFLY_POSTMASTER, set MAYFLY_WORKERS=2 or MAYFLY_NEXT_HOP=smtp://a.example, MAYFLY_TOKEN';

  it('are variables where there is no file', async () => {
    assert.equal((await spellingOf({}, undefined))(text), text);
  });

  it('are keys where there is one, written as there', async (t) => {
    const spell = await spellingOf({}, fileWith(t, 'MAYFLY_WORKERS = 1\npostmaster = "a@b.example"\n'));
    assert.equal(
      spell(text),
      'see postmaster, set MAYFLY_WORKERS = 2 or next_hop = "smtp://a.example", MAYFLY_TOKEN',
    );
  });

  it('are variables for what the environment gives in spite of a file', async (t) => {
    const spell = await spellingOf({ MAYFLY_POSTMASTER: 'a@b.example' }, fileWith(t, ''));
    assert.equal(spell('MAYFLY_POSTMASTER and MAYFLY_HOSTNAME'), 'MAYFLY_POSTMASTER and hostname');
  });
});
