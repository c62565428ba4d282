// SPDX-License-Identifier: MIT
/**
 * What authorises acts on an alias. A `token` is its manage token: everything that its owner may do. A `link` is what a
 * forwarded message carries: to see how the alias stands, pause, resume and destroy it, and nothing else. A `key` is the text of the key
 * that the alias was made with: as the manage token, while the key lives.
 */
export type Credential =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'key'; readonly text: string };
