// SPDX-License-Identifier: MIT
/** What the packages are made of, taken from the lock file. */
import { createHash } from 'node:crypto';

/** A package in a lock file, as far as it is read here. */
interface Locked {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

interface Lock {
  readonly packages: Readonly<Record<string, Locked>>;
}

/** The lock file without what is only for development: `npm-shrinkwrap.json`, by which npm installs the package. */
export function pinnedDependencies(lock: string): string {
  const { packages, ...rest } = JSON.parse(lock) as Lock;
  const own = Object.entries(packages).map(([path, locked]) => {
    if (path !== '') return [path, locked] as const;
    const { devDependencies: _dev, ...root } = locked as Locked & { devDependencies?: unknown };
    return [path, root] as const;
  });
  const kept = Object.fromEntries(own.filter(([, locked]) => !isForDevelopment(locked)));
  return `${JSON.stringify({ ...rest, packages: kept }, null, 2)}\n`;
}

/** The folders of the packages that the program needs on this machine, relative to the lock file. */
export function neededFolders(lock: string): readonly string[] {
  return Object.entries((JSON.parse(lock) as Lock).packages)
    .filter(([path, locked]) => path !== '' && !isForDevelopment(locked) && isForThisMachine(locked))
    .map(([path]) => path);
}

function isForDevelopment({ dev, devOptional }: Locked): boolean {
  return dev === true || devOptional === true;
}

function isForThisMachine({ os, cpu, libc }: Locked): boolean {
  return (
    (os?.includes(process.platform) ?? true) &&
    (cpu?.includes(process.arch) ?? true) &&
    (libc?.includes('glibc') ?? true)
  );
}

/** The bill of materials as npm makes it, with a number and a time that follow from the commit. */
export function billOfMaterials(text: string, commit: string, epoch: number): string {
  const bill = JSON.parse(text) as { metadata: Record<string, unknown> };
  const digest = createHash('sha256').update(`mayfly ${commit}`).digest('hex');
  // A UUID of version 8: what is in it is up to us (RFC 9562 §5.8).
  const uuid = digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
  return `${JSON.stringify(
    {
      ...bill,
      serialNumber: `urn:uuid:${uuid}`,
      metadata: { ...bill.metadata, timestamp: new Date(epoch * 1000).toISOString() },
    },
    null,
    2,
  )}\n`;
}
