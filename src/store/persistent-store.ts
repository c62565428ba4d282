import type { Store } from '../alias/ports.ts';
import type { Manifest, ManifestPlace } from './manifest.ts';

/** A store that outlives the process, and says what it is. */
export interface PersistentStore extends Store {
  readonly manifest: ManifestPlace;
  /** The store was admitted with this manifest: from now on it has to stay what it is. */
  recognised(manifest: Manifest): Promise<void>;
}
