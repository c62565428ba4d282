// SPDX-License-Identifier: MIT
import ipaddr from 'ipaddr.js';

/** Networks among which an address is found by as many looks as they have lengths, however many they are. */
export class NetworkSet {
  readonly #networks = new Set<string>();
  /** Lengths of prefixes, by the octets of an address. */
  readonly #lengths = new Map<number, Set<number>>();

  /** Takes addresses and networks as `normaliseNetwork` gives them. Throws for others. */
  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [base = '', bits] = network.split('/');
      const octets = ipaddr.parse(base).toByteArray();
      const length = bits === undefined ? octets.length * 8 : Number(bits);
      this.#networks.add(nameOf(octets, length));
      this.#lengths.set(octets.length, (this.#lengths.get(octets.length) ?? new Set()).add(length));
    }
  }

  get isEmpty(): boolean {
    return this.#networks.size === 0;
  }

  /** Whether one of the networks has the address; `false` for what is none. */
  has(address: string): boolean {
    if (this.isEmpty || !ipaddr.isValid(address)) return false;
    const octets = ipaddr.process(address).toByteArray();
    for (const length of this.#lengths.get(octets.length) ?? [])
      if (this.#networks.has(nameOf(octets, length))) return true;
    return false;
  }
}

/**
 * An address or a network (`192.0.2.0/24`) in the one form for all its spellings: what is beyond its length is 0, and what is IPv4
 * within IPv6 is IPv4. Nothing for what is neither.
 */
export function normaliseNetwork(text: string): string | undefined {
  const [base = '', bits, ...more] = text.split('/');
  const isAddress = base.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(base);
  if (!isAddress || !ipaddr.isValid(base) || base.includes('%') || more.length > 0) return undefined;
  const written = ipaddr.parse(base);
  const address = ipaddr.process(base);
  const writtenLength = written.toByteArray().length * 8;
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > writtenLength)) return undefined;
  const octets = address.toByteArray();
  const length = Number(bits ?? writtenLength) - (writtenLength - octets.length * 8);
  if (length < 0) return undefined;
  const start = ipaddr.fromByteArray(masked(octets, length)).toString();
  return length === octets.length * 8 ? start : `${start}/${length}`;
}

function nameOf(octets: readonly number[], length: number): string {
  return `${Buffer.from(masked(octets, length)).toString('hex')}/${length}`;
}

function masked(octets: readonly number[], length: number): number[] {
  return octets.map((octet, at) => octet & (0xff00 >> Math.min(8, Math.max(0, length - at * 8))));
}
