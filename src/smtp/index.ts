export { connect } from './client.ts';
export { ClientError } from './client-error.ts';
export type { ClientFailure, ClientOptions, ClientSession, ReceivedReply } from './client-types.ts';
export type { MailParameters, Path, TransferOctets } from './envelope.ts';
export type { MailDataSink, MaybePromise, SessionHandler, SessionInfo } from './handler.ts';
export { defaultLimits, type ServerLimits } from './limits.ts';
export { decodeMailData, encodeMailData } from './mail-data.ts';
export { isPositive, type Reply, reply } from './reply.ts';
export {
  createServer,
  type ServerCounters,
  type ServerOptions,
  type ServerTls,
  type SmtpServer,
} from './server.ts';
export type { SessionSummary } from './session-types.ts';
