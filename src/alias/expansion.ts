// SPDX-License-Identifier: MIT
import { type AliasRecord, doubtRetentionMs, endsAt, isDead, judge, usesLeft } from './alias.ts';
import type { AliasDeps } from './deps.ts';
import { lookUp, type Stored } from './lookup.ts';
import { normaliseDomain, normaliseLocalPart } from './mailbox.ts';
import type { AliasService, Expansion } from './service.ts';

/** What RCPT TO addresses mean: see `AliasService.expand`. */
export function createExpansion(deps: AliasDeps): AliasService['expand'] {
  const domains: ReadonlySet<string> = new Set(deps.domains);
  return (localPart, domain) => {
    const ownDomain = ownDomainOf(domains, domain);
    if (ownDomain === undefined) return { kind: 'foreign' };
    const name = normaliseLocalPart(localPart);
    if (name === 'postmaster')
      return { kind: 'postmaster', address: `postmaster@${ownDomain || deps.domains[0]}` };
    if (ownDomain === '') return { kind: 'foreign' };
    // RFC 2142 §4: complaints must reach somebody as well.
    if (name === 'abuse') return { kind: 'postmaster', address: `abuse@${ownDomain}` };
    const address = `${name}@${ownDomain}`;
    const found = lookUp(deps, address);
    if (found instanceof Promise) return found.then((stored) => meaningOf(deps, address, stored));
    return meaningOf(deps, address, found);
  };
}

/** One of our domains in normal form, or none at all, with which Postmaster may stand (RFC 5321 §4.1.1.3). */
function ownDomainOf(domains: ReadonlySet<string>, domain: string): string | undefined {
  if (domain === '' || domains.has(domain)) return domain;
  const normal = normaliseDomain(domain);
  return domains.has(normal) ? normal : undefined;
}

function meaningOf(deps: AliasDeps, address: string, stored: Stored | undefined): Expansion {
  const now = deps.now();
  if (stored === undefined || isDead(stored.record, now)) return { kind: 'gone' };
  const { key, record } = stored;
  const life = judge(record, now);
  const target = life === 'alive' ? deps.vault.open(address, record).target : '';
  // As if it had been destroyed. Which target it is, only the living tell: for all others this costs nothing.
  if (target !== '' && deps.isBlocked?.(target)) return { kind: 'gone' };
  return {
    kind: 'alias',
    key,
    address,
    life,
    usesFree: usesFree(record, now),
    target,
    validUntil: endsAt(record),
  };
}

function usesFree(record: AliasRecord, now: number): number | null {
  const free = usesLeft(record);
  if (free === null) return null;
  return free + record.pending.filter((use) => use.isInDoubt && now < use.spentAt + doubtRetentionMs).length;
}
