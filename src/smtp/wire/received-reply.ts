// SPDX-License-Identifier: MIT
/** A reply as received from a server. Its text is for the log of the operator only and never relayed. */
export interface ReceivedReply {
  readonly code: number;
  /** Enhanced status (RFC 2034) of the last line, when its class agrees with the code. */
  readonly enhanced: string | undefined;
  /** Without code and status; lines are separated by LF. */
  readonly text: string;
}
