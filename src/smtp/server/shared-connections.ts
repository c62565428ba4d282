/**
 * Connections that are counted together with those of other servers. Nothing here waits: what the others have is known a
 * moment later, and a connection that turns out to have been one too many is closed then.
 */
export interface SharedConnections {
  /** Why no further connection of this client (an IPv4 address or an IPv6 /64) is taken, as far as is known. */
  excess(client: string): 'all' | 'client' | undefined;
  /** A connection is taken. `turnAway` closes it again. Gives what is to be called once it is closed, for whatever reason. */
  enter(client: string, turnAway: (excess: 'all' | 'client') => void): () => void;
}
