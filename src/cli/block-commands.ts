// SPDX-License-Identifier: MIT
import type { Command } from 'commander';
import { parseTarget } from '../alias/mailbox.ts';
import { normaliseNetwork } from '../base/network-set.ts';
import { type BlockOrder, type CliDeps, CommandError, type ShownBlock, UsageError } from './deps.ts';
import { formatCount, formatJson } from './format.ts';
import { type ConfigOptions, configOf, configured } from './options.ts';

interface BlockOptions extends ConfigOptions {
  readonly smtp?: true;
  readonly http?: true;
}

/** Adds `block add`, `block list` and `block remove`, which work on the store itself, also while the service runs. */
export function addBlockCommands(program: Command, deps: CliDeps): void {
  const block = program
    .command('block')
    .description('block targets, and clients of SMTP or HTTP; in force within a second');

  changing(block.command('add'))
    .description(
      'block a mailbox (you@x.example) or a domain (@x.example) as target, or a client (192.0.2.7, 2001:db8::/32)',
    )
    .action(async (given: readonly string[], options: BlockOptions) => {
      const orders = ordersOf(given, options);
      refuseEverybody(orders);
      if (orders.some(({ kind }) => kind === 'mailboxKey'))
        throw new UsageError(
          'a mailbox is blocked by its address: what stands for it only names it to remove it',
        );
      const added = await deps.addBlocks(await configOf(deps, options), orders);
      deps.out(
        options.json ? formatJson({ added }) : told(added, orders.length, 'blocked', 'blocked before'),
      );
    });

  configured(block.command('list'))
    .description('list the blocks; mailboxes are shown as keyed hashes, which do not reveal them')
    .option('--json', 'print JSON')
    .action(async (options: ConfigOptions) => {
      const blocks = await deps.listBlocks(await configOf(deps, options));
      if (options.json) return deps.out(formatJson({ blocks }));
      for (const entry of blocks) deps.out(formatBlock(entry));
      deps.out(`${formatCount(blocks.length, 'block', 'blocks')}\n`);
    });

  changing(block.command('remove'))
    .description(
      'remove blocks, named as they were added (or a mailbox as the list shows it), and the wish of an owner never to be asked',
    )
    .action(async (given: readonly string[], options: BlockOptions) => {
      const orders = ordersOf(given, options);
      const removed = await deps.removeBlocks(await configOf(deps, options), orders);
      if (removed === 0) throw new CommandError('nothing of that is blocked; see: mayfly block list');
      deps.out(
        options.json ? formatJson({ removed }) : told(removed, orders.length, 'removed', 'not blocked'),
      );
    });
}

function changing(command: Command): Command {
  return configured(command)
    .argument('<what...>', 'mailbox, @domain, address or network')
    .option('--smtp', 'for a client: block it only as a sender of mail')
    .option('--http', 'for a client: block it only on the website and REST')
    .option('--json', 'print JSON');
}

/** What is to be done, all of it or, where one is malformed, nothing. */
function ordersOf(given: readonly string[], { smtp, http }: BlockOptions): readonly BlockOrder[] {
  const kinds = smtp || http ? ([smtp && 'smtp', http && 'http'] as const) : (['smtp', 'http'] as const);
  const orders = given.flatMap((text): BlockOrder[] => {
    const target = targetOf(text);
    if (target !== undefined && (smtp || http))
      throw new UsageError(`--smtp and --http are about clients, and ${text} is a target`);
    return target ? [target] : kinds.flatMap((kind) => (kind ? [{ kind, text: networkOf(text) }] : []));
  });
  return [...new Map(orders.map((order) => [`${order.kind} ${order.text}`, order])).values()];
}

function targetOf(text: string): BlockOrder | undefined {
  if (mailboxKey.test(text)) return { kind: 'mailboxKey', text };
  if (!text.includes('@')) return undefined;
  const isDomain = text.startsWith('@');
  const parsed = parseTarget(isDomain ? `any${text}` : text, []);
  if ('fault' in parsed) throw new UsageError(`${text} is no plain mail address, and no @domain`);
  return isDomain
    ? { kind: 'target', text: parsed.mailbox.slice('any'.length) }
    : { kind: 'mailbox', text: parsed.mailbox };
}

function networkOf(text: string): string {
  const network = normaliseNetwork(text);
  if (network === undefined)
    throw new UsageError(
      `${text} is none of a mailbox, such as you@x.example, a domain, such as @x.example, and an address or network, such as 192.0.2.0/24`,
    );
  return network;
}

function refuseEverybody(orders: readonly BlockOrder[]): void {
  const everybody = orders.find(({ text }) => text.endsWith('/0'));
  if (everybody !== undefined)
    throw new UsageError(`${everybody.text} is everybody: to serve nobody, stop the service`);
}

/** As the list shows a mailbox: 18 octets in hexadecimal. */
const mailboxKey = /^[0-9a-f]{36}$/;

function told(count: number, asked: number, done: string, otherwise: string): string {
  return count === asked ? `${done}\n` : `${count} ${done}, ${asked - count} ${otherwise}\n`;
}

/** One line: columns that line up. */
function formatBlock({ kind, what, since }: ShownBlock): string {
  return `${kind.padEnd(6)}  ${since.slice(0, 10)}  ${what}\n`;
}
