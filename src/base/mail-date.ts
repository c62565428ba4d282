// SPDX-License-Identifier: MIT
/** Date and time as in RFC 5322 §3.3, in UTC. `instant` in ms since the epoch. */
export function formatMailDate(instant: number): string {
  return `${new Date(instant).toUTCString().slice(0, -'GMT'.length)}+0000`;
}
