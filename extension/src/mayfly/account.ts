// SPDX-License-Identifier: MIT
/** What the extension was set up with: where a Mayfly is, and a key of it. */
export interface Account {
  /** Base of its calls, without a final slash. */
  readonly server: string;
  /** A capability: never logged, never given to a page. */
  readonly key: string;
}

/** What is wrong with a text that should set the extension up. */
export type SetUpFault = 'notALink' | 'noKey';

/**
 * Reads the text that sets the extension up: the link to the page of a key, `https://alias.example/key#mayfly…`. A fragment is
 * never sent to any server. What stands before it is the base of the calls, without the page's own name.
 */
export function parseSetUp(text: string): Account | SetUpFault {
  const link = URL.parse(text.trim());
  if (link === null || !['https:', 'http:'].includes(link.protocol) || link.username !== '')
    return 'notALink';
  const key = link.hash.slice(1);
  if (!/^mayfly[a-z0-9]{34,54}$/.test(key)) return 'noKey';
  return { server: `${link.origin}${link.pathname}`.replace(/\/+(key)?$/, ''), key };
}

/** The same as text, for another browser. */
export function formatSetUp({ server, key }: Account): string {
  return `${server}/key#${key}`;
}

/** The match pattern of everything on the host of a server; patterns have no port in Firefox. */
export function hostPattern(server: string): string {
  const { protocol, hostname } = new URL(server);
  return `${protocol}//${hostname}/*`;
}

/** Whether key and labels go to the server in clear over a network. */
export function isUnencrypted(server: string): boolean {
  const { protocol, hostname } = new URL(server);
  return protocol === 'http:' && !/^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
