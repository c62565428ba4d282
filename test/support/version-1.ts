// SPDX-License-Identifier: MIT
/** What a Mayfly that knew version 1 of a record alone left (`test/fixtures/version-1`), and how it read a record. */
import { createDecipheriv, hkdfSync } from 'node:crypto';
import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AliasRecord, PendingUse } from '../../src/alias/alias.ts';
import type { Sealed } from '../../src/alias/ports.ts';

/** The folder of the fixtures. */
export const version1Folder = join(import.meta.dirname, '..', 'fixtures', 'version-1');

/** An alias of the fixtures; `record` is `null` for a tombstone. */
interface Version1Alias {
  readonly address: string;
  readonly manageToken: string;
  readonly key: string;
  readonly record: Omit<AliasRecord, 'tokenHash' | 'attributes' | 'sealed'> | null;
}

/** What is in store, backup and Redis records alike, and when (ms) it was made. */
export const version1 = JSON.parse(readFileSync(join(version1Folder, 'aliases.json'), 'utf8')) as {
  readonly now: number;
  readonly target: string;
  readonly aliases: readonly Version1Alias[];
};

/** Copies store and secret to a folder, as the program finds them there. */
export function copyVersion1(folder: string): { readonly store: string; readonly secret: string } {
  const [store, secret] = [join(folder, 'store'), join(folder, 'secret')];
  cpSync(join(version1Folder, 'store'), store, { recursive: true });
  cpSync(join(version1Folder, 'secret'), secret);
  chmodSync(secret, 0o600);
  return { store, secret };
}

/** Reads a record as that Mayfly did; throws for what it would not have read. */
export function decodeVersion1(octets: Uint8Array): Omit<AliasRecord, 'attributes'> {
  const buffer = Buffer.from(octets);
  let at = 0;
  const advance = (length: number): Buffer => {
    at += length;
    if (at > buffer.length) throw new RangeError('An alias in the store is incomplete');
    return buffer.subarray(at - length, at);
  };
  const uint = (length = 6): number => advance(length).readUIntBE(0, length);
  const text = (): string => advance(uint(1)).toString();
  if (uint(1) !== 1) throw new RangeError('An alias in the store is of an unknown version');
  const flags = uint(2);
  const nullable = (flag: number): number | null => (flags & flag ? uint() : null);
  const use = (): PendingUse => {
    const [reservation, fingerprint, instance] = [text(), text(), text()];
    const [spentAt, marks] = [uint(), uint(1)];
    const [isInDoubt, wasInDoubt] = [(marks & 1) !== 0, (marks & 2) !== 0];
    return { reservation, fingerprint, instance, spentAt, isInDoubt, wasInDoubt };
  };
  return {
    state: flags & (1 << 14) ? 'paused' : 'active',
    clock: flags & (1 << 15) ? 'first-use' : 'creation',
    createdAt: uint(),
    delivered: uint(),
    maxUses: nullable(1),
    validFrom: nullable(2),
    validUntil: nullable(4),
    validForMs: nullable(8),
    idleForMs: nullable(16),
    firstDeliveryAt: nullable(32),
    lastDeliveryAt: nullable(64),
    tokenHash: advance(uint(1)),
    pending: Array.from({ length: uint(2) }, use),
    sealed: buffer.subarray(at),
  };
}

/** Opens what is sealed as that Mayfly did. */
export function openVersion1(secret: Uint8Array, address: string, sealed: Uint8Array): Sealed {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `mayfly 1 seal\0${address}`, 32));
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13), { authTagLength: 16 });
  decipher.setAAD(Buffer.of(1)).setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(13, -16)), decipher.final()]);
  const [target = '', note = ''] = JSON.parse(plain.toString()) as readonly string[];
  return { target, note };
}
