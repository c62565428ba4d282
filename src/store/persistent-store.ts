// SPDX-License-Identifier: MIT
import type { Store } from '../alias/ports.ts';
import type { Manifest, ManifestPlace } from './manifest.ts';

/** A store that outlives the process, and says what it is. */
export interface PersistentStore extends Store {
  readonly manifest: ManifestPlace;
  /** Whether there is nothing in it at all, as in one that was just made. */
  isBlank(): Promise<boolean>;
  /** The store was admitted with this manifest: from now on it has to stay what it is. */
  recognised(manifest: Manifest): Promise<void>;
}
