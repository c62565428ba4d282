// SPDX-License-Identifier: MIT
import { cPipe, nodePipe, responder } from './ceilings.ts';
import { haraka } from './haraka.ts';
import { createMayfly, type MayflyOptions } from './mayfly.ts';
import { createMayflyOnRedis } from './mayfly-redis.ts';
import type { Peer } from './peer.ts';
import { postfix } from './postfix.ts';

/** All that can be measured. The twin is Mayfly once more: what the two differ by is noise. */
export function knownPeers(options: MayflyOptions = {}): readonly Peer[] {
  const own = ['mayfly', 'mayfly-twin'].map((name) => createMayfly(name, options));
  return [...own, createMayflyOnRedis(options), postfix, haraka, responder, nodePipe, cPipe];
}
