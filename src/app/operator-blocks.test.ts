// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { normaliseMailbox } from '../alias/mailbox.ts';
import { loadConfig } from '../config/config.ts';
import { addBlocks, listBlocks, removeBlocks } from './operator-blocks.ts';
import { onStore } from './operator-store.ts';

test('a mailbox that is blocked, and whose owner wants never to be asked, is one that was removed', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-blocks-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const config = loadConfig({
    MAYFLY_STORE: `lmdb:${join(folder, 'store')}`,
    MAYFLY_SECRET_FILE: join(folder, 'secret'),
  });
  const mailbox = { kind: 'mailbox', text: 'you@home.example' } as const;
  assert.equal(await addBlocks(config, [mailbox]), 1);
  await onStore(config, 'reject', ({ store, vault, now }) => {
    const [text] = vault.mailboxKeysOf(normaliseMailbox(mailbox.text));
    return store.blocks.add([{ kind: 'optOut', text }], now());
  });
  const other = { kind: 'target', text: '@other.example' } as const;
  assert.equal((await listBlocks(config)).length, 2);
  assert.equal(await removeBlocks(config, [mailbox, other]), 1);
  assert.deepEqual(await listBlocks(config), []);
});
