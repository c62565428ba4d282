// SPDX-License-Identifier: MIT
/** Why something could not be done, as a word; the catalogues have a text for each. */
export type RefusalKind =
  | 'refused'
  | 'tls'
  | 'noSuchHost'
  | 'noAnswer'
  | 'unreachable'
  | 'notAllowed'
  | 'redirected'
  | 'noMayfly'
  | 'wrongKey'
  | 'gone'
  | 'invalid'
  | 'tooMany'
  | 'unavailable';

/** A refusal by the server, or on the way to it. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly kind: RefusalKind;
  /** In the server's own words, for people; empty where it has none. */
  readonly detail: string;

  constructor(kind: RefusalKind, detail = '') {
    super(detail === '' ? kind : `${kind}: ${detail}`);
    this.kind = kind;
    this.detail = detail;
  }
}

const networkErrors: readonly (readonly [RegExp, RefusalKind])[] = [
  [/CONNECTION_REFUSED/, 'refused'],
  [/CERT|SSL|SEC_ERROR|PKIX|TLS|certificate/i, 'tls'],
  [/NAME_NOT_RESOLVED|UNKNOWN_HOST|NAME_RESOLUTION/, 'noSuchHost'],
  [/TIMED_OUT|NET_TIMEOUT/, 'noAnswer'],
];

/** What a browser's name for an error of the network means. */
export function kindOfNetworkError(error: string): RefusalKind {
  return networkErrors.find(([pattern]) => pattern.test(error))?.[1] ?? 'unreachable';
}
