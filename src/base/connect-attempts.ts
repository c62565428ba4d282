// SPDX-License-Identifier: MIT
/**
 * How a host name with several addresses is connected to, in the words of Node's `net.connect`: one address after the other. Node
 * gives each but the last 250 ms, and so never reaches a slow one whose neighbour is down. This is long enough for a distant host
 * and for a first packet that is lost (sent again after 1 s, RFC 6298 §2), and short beside every deadline over a whole connection.
 */
export const connectAttempts = {
  autoSelectFamily: true,
  autoSelectFamilyAttemptTimeout: 2_500,
} as const;
