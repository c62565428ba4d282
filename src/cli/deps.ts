// SPDX-License-Identifier: MIT
import type { Life } from '../alias/alias.ts';
import type { BlockKind } from '../alias/ports.ts';
import type { EntryCounts } from '../base/entry-counts.ts';
import type { Finding } from '../base/finding.ts';
import type { StoreLocation } from '../base/store-location.ts';
import type { Watch } from '../base/watch.ts';
import type { Config } from '../config/config.ts';

/** What the commands need from outside; built in `app/program.ts`. */
export interface CliDeps {
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Print text as it is; line ends are the caller's. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Where progress is shown: the error stream if it is a terminal. */
  readonly terminal: { readonly columns: number; readonly write: (text: string) => void } | undefined;
  /** Calls once for the first SIGINT or SIGTERM; the next one ends the process. Gives what ends the listening. */
  readonly onInterrupt: (listener: (signal: 'SIGINT' | 'SIGTERM') => void) => () => void;
  readonly fetch: typeof fetch;
  /** Runs the service; resolves once it has been stopped. */
  readonly serve: (config: Config) => Promise<void>;
  /** Turns dead aliases of the configured store into tombstones; gives how many. */
  readonly sweep: (config: Config) => Promise<number>;
  /** Saves a store to a file. */
  readonly backup: (
    store: StoreLocation,
    file: string,
    watch: Watch,
  ) => Promise<EntryCounts & { readonly octets: number }>;
  /** Fills an empty store from a backup; `createdAt` is that of the backup, ms since the epoch. */
  readonly restore: (
    store: StoreLocation,
    file: string,
    watch: Watch,
  ) => Promise<EntryCounts & { readonly createdAt: number }>;
  /** Puts a new secret in front of those in a file; gives how many there are now. */
  readonly rotateSecret: (file: string) => Promise<number>;
  /** Forgets the store that the secret in a file remembers; gives whether there was one. */
  readonly forgetStore: (secretFile: string) => Promise<boolean>;
  /** Moves what a store holds to an empty one. */
  readonly migrate: (from: StoreLocation, to: StoreLocation, watch: Watch) => Promise<EntryCounts>;
  /** Makes a key in the configured store, active at once; the request is a body of POST /keys. */
  readonly createKey: (
    config: Config,
    request: object,
  ) => Promise<NewKey | { readonly mistakes: readonly Mistake[] }>;
  readonly listKeys: (config: Config) => Promise<readonly KeySummary[]>;
  readonly revokeKey: (
    config: Config,
    key: { readonly which: string; readonly aliases: 'keep' | 'destroy' },
  ) => Promise<RevokedKey>;
  /** What the configured store tells of an alias; nothing where it has never had one of that name. */
  readonly inspectAlias: (config: Config, address: string) => Promise<InspectedAlias | undefined>;
  /** Ends an alias without its owner; `false` where no such alias lives. */
  readonly destroyAlias: (config: Config, address: string) => Promise<boolean>;
  /** Adds blocks to the configured store; gives how many were not there. */
  readonly addBlocks: (config: Config, orders: readonly BlockOrder[]) => Promise<number>;
  /** Removes them; gives how many were there. */
  readonly removeBlocks: (config: Config, orders: readonly BlockOrder[]) => Promise<number>;
  readonly listBlocks: (config: Config) => Promise<readonly ShownBlock[]>;
  /** Asks the person at the terminal; nothing where there is none. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly send: Send;
  /** Looks at what the service depends on; gives each finding as it comes. */
  readonly examine: (config: Config, options: ExamineOptions) => AsyncIterable<Finding>;
  /** The settings that a systemd unit which runs was given. */
  readonly unitSettings: (unit: string) => Promise<GivenSettings>;
  /** Looks at our names in DNS alone. */
  readonly examineNames: (config: Config) => AsyncIterable<Finding>;
  /** The DNS records that the configured domains need; `reportsTo` takes reports on TLS. */
  readonly zone: (config: Config, reportsTo: string | undefined) => Promise<Zone>;
  /** The lines of the log, the oldest first. */
  readonly readLog: (place: LogPlace) => AsyncIterable<string>;
  /** What the log has in place of an address, or of a domain. */
  readonly logHashes: (config: Config, what: string) => Promise<readonly string[]>;
  /** Makes the DKIM key of a configuration if there is none; gives its records. */
  readonly dkimKey: (config: Config) => Promise<Zone & { readonly isNew: boolean }>;
  /** Sets a machine up, or takes a set-up away. */
  readonly setUp: (order: SetupOrder) => Promise<void>;
  /** Starts a sandbox service on free loopback ports that keeps everything in memory. */
  readonly startInMemory: () => Promise<StartedService>;
}

/** Where settings come from: variables, and a file. */
export interface GivenSettings {
  readonly env: NodeJS.ProcessEnv;
  readonly config: string | undefined;
}

/** What a set-up is asked for, and what it lets the commands do. */
export interface SetupOrder {
  readonly answers: {
    readonly [Answer in 'domain' | 'target' | 'hostname' | 'publicUrl' | 'nextHop' | 'acme' | 'create']:
      | string
      | undefined;
  };
  readonly action: 'install' | 'container' | 'remove';
  /** A person at a terminal may be asked. */
  readonly mayAsk: boolean;
  readonly isDry: boolean;
  readonly root: string | undefined;
  /** Waits until the service is ready; rejects with one line. */
  readonly untilReady: (config: Config) => Promise<void>;
  /** Makes a key and an alias for the mailbox, and sends a message through it; gives lines on that, with what is shown once. */
  readonly tryOut: (config: Config, mailbox: string) => Promise<string>;
}

/** Where the log is: in a file, or in the journal of a unit. */
export type LogPlace = { readonly file: string } | { readonly unit: string; readonly since: string };

/** DNS records, and the same as lines of a zone file. */
export interface Zone {
  readonly records: readonly object[];
  readonly text: string;
}

/** A mistake in a request, as the service names it. */
export interface Mistake {
  readonly field: string;
  readonly message: string;
  /** Absent from services before there were codes. */
  readonly code?: string | undefined;
}

/** A key that was made, with what is shown once. */
export interface NewKey {
  readonly key: string;
  readonly state: string;
  readonly label: string;
  readonly target: string;
  readonly preset: Readonly<Record<string, unknown>>;
}

/** What can be told of a key without its text. */
export interface KeySummary {
  readonly id: string;
  readonly state: string;
  /** Aliases that were ever made with it. */
  readonly made: number;
  /** RFC 3339 */
  readonly unusedUntil: string;
}

/** `needsText`: of a key that is named by its id nobody can tell which its aliases are. */
export type RevokedKey = 'revoked' | 'unknown' | 'needsText';

/** An alias as whoever runs the service may see it: what is in clear, so neither target nor note. */
export type InspectedAlias =
  | {
      readonly address: string;
      readonly life: Life;
      readonly maxUses: number | null;
      readonly usesLeft: number | null;
      readonly delivered: number;
      /** Uses that are spent and neither settled nor refunded, and those of them whose outcome nobody knows. */
      readonly pending: number;
      readonly inDoubt: number;
      /** Instants are RFC 3339, durations ISO 8601. */
      readonly validFrom: string | null;
      readonly validUntil: string | null;
      readonly validFor: string | null;
      readonly idleFor: string | null;
      readonly createdAt: string;
      readonly ageSeconds: number;
      readonly firstDeliveryAt: string | null;
      readonly lastDeliveryAt: string | null;
    }
  | { readonly address: string; readonly life: 'gone' };

/**
 * What the operator wants blocked or not: a mailbox, what stands for one (hexadecimal), the `@domain` of targets, or a client
 * (address or network in normal form).
 */
export interface BlockOrder {
  readonly kind: 'mailbox' | 'mailboxKey' | BlockKind;
  readonly text: string;
}

/** A block as it is listed; `what` is hexadecimal where it stands for a mailbox. */
export interface ShownBlock {
  readonly kind: BlockKind;
  readonly what: string;
  /** RFC 3339 */
  readonly since: string;
}

/** Whom to ask outside. */
interface ExamineOptions {
  readonly smtpPort: number;
  readonly ntp: { readonly host: string; readonly port: number };
  readonly probeDomain: string;
}

/** Sends one message; gives each reply up to the last or the first that refuses. Rejects when there is no session. */
export type Send = (message: OutgoingMessage) => Promise<readonly SmtpExchange[]>;

/** A message and the server that shall take it. */
export interface OutgoingMessage {
  readonly host: string;
  readonly port: number;
  /** Our name in EHLO. */
  readonly clientName: string;
  readonly reversePath: string;
  readonly forwardPath: string;
  /** Header and body with CRLF line ends, before dots are stuffed. */
  readonly content: string;
}

/** A command of the dialogue and the server's reply to it; `.` is the end of the mail data. */
export interface SmtpExchange {
  readonly command: 'MAIL' | 'RCPT' | 'DATA' | '.';
  readonly code: number;
  readonly enhanced: string | undefined;
  readonly text: string;
}

/** A service that was started for a command. */
export interface StartedService {
  readonly url: string;
  readonly smtp: { readonly host: string; readonly port: number };
  stop(): Promise<void>;
}

/** A command could not do its work: one line for people, exit 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** A command was broken off by a signal, and has tidied up. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  /** As shells give it for a process that a signal has ended. */
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`broken off by ${signal}`);
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}

/** A command was not given what it needs: one line for people, exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
