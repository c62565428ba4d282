// SPDX-License-Identifier: MIT
import type { ClientNetworks } from './client-connections.ts';

/**
 * Connections that are counted together with those of other servers. Nothing here waits: what the others have is known a
 * moment later, and a connection that turns out to have been one too many is closed then.
 */
export interface SharedConnections {
  /** Whether three quarters of all connections are taken, as far as is known. */
  readonly isStressed: boolean;
  /** Why no further connection of this client is taken, as far as is known; its own limit comes first. */
  excess(client: ClientNetworks): 'all' | 'client' | undefined;
  /** A connection is taken. `turnAway` closes it again. Gives what is to be called once it is closed, for whatever reason. */
  enter(client: ClientNetworks, turnAway: (excess: 'all' | 'client') => void): () => void;
}
