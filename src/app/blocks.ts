// SPDX-License-Identifier: MIT
/** The operator's blocks, as every process of the service has them in memory. */
import { type BlockCounts, BlockList, type ClientKind, countBlocks } from '../alias/blocks.ts';
import { normaliseMailbox } from '../alias/mailbox.ts';
import type { BlockKind, Store } from '../alias/ports.ts';
import { isFirst, type ServiceContext } from './context.ts';

/** What is blocked now. Each question costs next to nothing where nothing of its kind is. */
export interface Blocks {
  /** Whether no mail is to go to a target (`parseTarget`), nor a question whether it may. */
  hasTarget(target: string): boolean;
  /** Whether the owner of a target wants never to be asked. */
  hasOptOut(target: string): boolean;
  /** From now on that is so: here when it resolves, elsewhere within a second. Rejects with `StoreError`. */
  optOut(target: string): Promise<void>;
  hasClient(kind: ClientKind, address: string): boolean;
}

/** Between two looks at the store, ms: a change is to be in force within a second, on every node. */
const lookEveryMs = 300;

/**
 * Loads the blocks and follows their changes until the service stops. While the store does not answer, those that are known stay in
 * force. It is asked rather than told, since the command that changes blocks is a process of its own, and nobody who missed its news
 * must go on as before; the question is one read of a few octets.
 */
export async function followBlocks(
  context: ServiceContext,
  { blocks, now }: Pick<Store, 'blocks' | 'now'>,
): Promise<Blocks> {
  const { vault, log, metrics, stack } = context;
  let list = new BlockList([]);
  let counts = countBlocks([]);
  let known: string | undefined;
  const look = async (): Promise<void> => {
    const revision = await blocks.revision();
    if (revision === known) return;
    const entries = await blocks.list();
    list = new BlockList(entries);
    counts = countBlocks(entries);
    if (known !== undefined && isFirst(context)) log.info(counts, 'blocks changed');
    known = revision;
  };
  let isAway = false;
  const lookOrSay = async (): Promise<void> => {
    try {
      await look();
      isAway = false;
    } catch (error) {
      if (!isAway) log.warn({ err: error }, 'blocks cannot be read, those that are known stay in force');
      isAway = true;
    }
  };
  await lookOrSay();
  stack.defer(repeat(lookOrSay));
  const refused: BlockCounts = { ...countBlocks([]) };
  metrics.addBlocks(() => ({ there: counts, refused }));
  return {
    hasTarget: (target) => counted(refused, 'target', list.hasTarget(target, vault)),
    hasOptOut: (target) => counted(refused, 'optOut', list.hasOptOut(target, vault)),
    async optOut(target) {
      const [text] = vault.mailboxKeysOf(normaliseMailbox(target));
      await blocks.add([{ kind: 'optOut', text }], now());
      await look();
    },
    hasClient: (kind, address) => counted(refused, kind, list.hasClient(kind, address)),
  };
}

function counted(refused: BlockCounts, kind: BlockKind, isBlocked: boolean): boolean {
  if (isBlocked) refused[kind] += 1;
  return isBlocked;
}

/** Looks again and again, each time after the last one is over; `look` must not reject. Gives what ends it. */
function repeat(look: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const later = (): void => {
    if (!isOver) timer = setTimeout(() => void look().then(later), lookEveryMs).unref();
  };
  later();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
