// SPDX-License-Identifier: MIT
import { BlockList, isIPv4 } from 'node:net';

/** Whether an address is within one of the ranges. */
export type AddressMatcher = (address: string) => boolean;

/** Matches addresses and CIDR ranges (`10.0.0.0/8`). Throws for what is neither. */
export function matcherOf(ranges: readonly string[]): AddressMatcher {
  const list = new BlockList();
  for (const range of ranges) {
    const [base = '', bits] = range.split('/');
    if (bits === undefined) list.addAddress(base, familyOf(base));
    else list.addSubnet(base, Number(bits), familyOf(base));
  }
  return (address) => list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
