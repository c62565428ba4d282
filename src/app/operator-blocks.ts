// SPDX-License-Identifier: MIT
/** What the operator does with blocks from the command line, on the store itself. */
import { normaliseMailbox } from '../alias/mailbox.ts';
import type { Block, BlockStore, Vault } from '../alias/ports.ts';
import type { BlockOrder, ShownBlock } from '../cli/deps.ts';
import type { Config } from '../config/config.ts';
import { onStore } from './operator-store.ts';

/** Adds blocks; gives how many were not there. The first may be added before the first start. */
export function addBlocks(config: Config, orders: readonly BlockOrder[]): Promise<number> {
  return onStore(config, 'make', async ({ store, vault, now }) => {
    const known = await namesIn(store.blocks);
    const fresh = orders.filter((order) => !formsOf(order, vault).some((form) => known.has(nameOf(form))));
    const newest = fresh.flatMap((order) => formsOf(order, vault).slice(0, 1));
    await store.blocks.add(newest, now());
    return newest.length;
  });
}

/** Removes blocks; gives how many of the orders were there. */
export function removeBlocks(config: Config, orders: readonly BlockOrder[]): Promise<number> {
  return onStore(config, 'reject', async ({ store, vault }) => {
    const known = await namesIn(store.blocks);
    const found = orders
      .map((order) =>
        formsOf(order, vault)
          .flatMap((form) => [form, ...optOutOf(form)])
          .filter((form) => known.has(nameOf(form))),
      )
      .filter((forms) => forms.length > 0);
    await store.blocks.remove(found.flat());
    return found.length;
  });
}

/** All blocks by kind and text, mailboxes by what stands for them. */
export function listBlocks(config: Config): Promise<readonly ShownBlock[]> {
  return onStore(config, 'reject', async ({ store }) => {
    const entries = await store.blocks.list();
    const shown = entries.map(({ kind, text, addedAt }) => ({
      kind,
      what: isMailboxKey({ kind, text }) ? Buffer.from(text, 'base64url').toString('hex') : text,
      since: new Date(addedAt).toISOString(),
    }));
    return shown.sort((one, other) => (`${one.kind} ${one.what}` < `${other.kind} ${other.what}` ? -1 : 1));
  });
}

/** What stands for it in the store; a mailbox under each server secret, the newest first. */
function formsOf({ kind, text }: BlockOrder, vault: Vault): readonly Block[] {
  if (kind === 'mailboxKey')
    return [{ kind: 'target', text: Buffer.from(text, 'hex').toString('base64url') }];
  if (kind !== 'mailbox') return [{ kind, text }];
  return vault.mailboxKeysOf(normaliseMailbox(text)).map((key) => ({ kind: 'target', text: key }));
}

/** The wish of the same mailbox never to be asked. */
function optOutOf(block: Block): readonly Block[] {
  return isMailboxKey(block) ? [{ kind: 'optOut', text: block.text }] : [];
}

function isMailboxKey({ kind, text }: Block): boolean {
  return kind === 'optOut' || (kind === 'target' && !text.startsWith('@'));
}

async function namesIn(blocks: BlockStore): Promise<ReadonlySet<string>> {
  return new Set((await blocks.list()).map(nameOf));
}

function nameOf({ kind, text }: Block): string {
  return `${kind} ${text}`;
}
