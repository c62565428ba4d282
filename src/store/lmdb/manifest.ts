// SPDX-License-Identifier: MIT
import type { ManifestPlace } from '../manifest.ts';
import type { Environment } from './environment.ts';
import type { Writer } from './writer.ts';

const key = Buffer.from('imprint');

/** The manifest of the store in the folder `path`, kept among its checks. */
export function manifestIn(
  path: string,
  { root, checks }: Pick<Environment, 'root' | 'checks'>,
  writer: Writer,
): ManifestPlace {
  const read = () => checks.getBinary(key)?.toString();
  return {
    name: `The store ${path}`,
    async read() {
      // As in `find`: what other processes wrote shall be seen at once.
      root.resetReadTxn();
      return read();
    },
    replace: (before, after) =>
      writer.write(() => {
        if (read() !== before) return false;
        checks.putSync(key, Buffer.from(after));
        return true;
      }),
  };
}
