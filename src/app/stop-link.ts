// SPDX-License-Identifier: MIT
import type { ServiceContext } from './context.ts';

/** Gives the link by which the reader of a message stops the alias that it came through. */
export function stopLinkOf(
  { vault }: Pick<ServiceContext, 'vault'>,
  publicUrl: () => string,
): (address: string) => string {
  return (address) => `${publicUrl()}/stop/${encodeURIComponent(address)}/${vault.linkOf(address)}`;
}
