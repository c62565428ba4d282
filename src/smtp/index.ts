// SPDX-License-Identifier: MIT
export { connect } from './client/client.ts';
export { type CommandReply, type DeliveryOutcome, deliver, type WholeMessage } from './client/deliver.ts';
export { ClientError } from './client/error.ts';
export type { ClientFailure, ClientOptions, ClientSession, OpenReplies } from './client/types.ts';
export { collectMessage } from './server/collect-message.ts';
export type { MailDataSink, MaybePromise, SessionHandler, SessionInfo } from './server/handler.ts';
export { defaultLimits, type ServerLimits } from './server/limits.ts';
export {
  createServer,
  type ServerCounters,
  type ServerOptions,
  type ServerTls,
  type SmtpServer,
} from './server/server.ts';
export type { SessionSummary } from './server/session-types.ts';
export type { MailParameters, Path, TransferOctets } from './wire/envelope.ts';
export { decodeMailData, encodeMailData } from './wire/mail-data.ts';
export type { ReceivedReply } from './wire/received-reply.ts';
export { isPositive, type Reply, reply } from './wire/reply.ts';
