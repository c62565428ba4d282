// SPDX-License-Identifier: MIT
/** How many entries of each kind were saved, restored or moved. */
export interface EntryCounts {
  readonly aliases: number;
  readonly tombstones: number;
  readonly returnPaths: number;
  readonly keys: number;
  readonly blocks: number;
}
