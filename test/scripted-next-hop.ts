/**
 * A next hop that does as it is told: an SMTP server over a real socket which replies, stalls, hangs up or talks
 * nonsense at each step, and keeps what it received.
 *
 * A script names steps; a step that it does not name is done as a good server would. An `Act` may depend on the
 * occasion: `{ mail: ({ session }) => (session === 0 ? hangUp : say('250 ok')) }`.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { ClientOptions } from '../src/smtp/client-types.ts';
import type { Certificate } from './certificate.ts';

/** What to do at a step. `next` says what follows the octets; by default the session goes on. */
export interface Act {
  readonly octets?: string | Buffer;
  /** `stall` says and reads no more; `hangUp` closes in order; `reset` with RST. */
  readonly next?: 'stall' | 'hangUp' | 'reset';
}

/** The occasion of a step: which session of this hop, from 0, and which time at this step in it; the line received. */
export interface Occasion {
  readonly session: number;
  readonly time: number;
  readonly line: string;
}

/** What a script says of a step; `undefined` from a function leaves it to the good server. */
export type Step = Act | ((occasion: Occasion) => Act | undefined | Promise<Act | undefined>);

/** Steps by name; `mailData` happens when `mailDataAfter` octets of mail data have come, the dot or not. */
export interface Script {
  readonly greeting?: Step;
  readonly ehlo?: Step;
  readonly helo?: Step;
  readonly starttls?: Step;
  /** AUTH and each line that follows a 334. */
  readonly auth?: Step;
  readonly mail?: Step;
  readonly rcpt?: Step;
  readonly data?: Step;
  readonly mailData?: Step;
  readonly mailDataAfter?: number;
  readonly dot?: Step;
  readonly rset?: Step;
  readonly quit?: Step;
  /** Keywords offered in EHLO; default PIPELINING, SIZE, 8BITMIME, SMTPUTF8. STARTTLS is added by `tls`, until it is on. */
  readonly extensions?: readonly string[];
  /** Offers STARTTLS, or speaks TLS from the first octet. */
  readonly tls?: Certificate & { readonly isImplicit?: boolean };
  /** Counts mail data and keeps none of it. */
  readonly isForgetful?: boolean;
}

/** A message as it came; `octets` is the mail data as on the wire, dots stuffed, without the final dot line. */
export interface ReceivedMessage {
  readonly session: number;
  readonly mail: string;
  readonly rcpts: readonly string[];
  readonly octets: Buffer;
  readonly size: number;
  /** Code of the answer to the dot; nothing when it was never answered. */
  readonly code: number | undefined;
}

/** One session as it was seen; grows while the session lasts. */
export interface HopSession {
  readonly index: number;
  readonly commands: readonly string[];
  /** What each read gave, in latin1, mail data too: shows what left in one write. */
  readonly reads: readonly string[];
  readonly isEncrypted: boolean;
  readonly isClosed: boolean;
  /** Octets of mail data so far, of the present or last message, final dot line included. */
  readonly mailDataOctets: number;
  /** Says something unasked. */
  say(octets: string | Buffer): void;
  hangUp(): void;
  /** Reads on after a stall. */
  resume(): void;
}

/** A running scripted next hop. */
export interface ScriptedHop {
  readonly port: number;
  readonly sessions: readonly HopSession[];
  /** Every message whose final dot has come, in the order of the dots. */
  readonly messages: readonly ReceivedMessage[];
  /** Messages whose dot was answered 2xx. */
  readonly accepted: number;
  /** Client options that lead here; `tls` is none. */
  options(more?: Partial<ClientOptions>): ClientOptions;
  /** Changes the script for what is still to come. */
  follow(script: Script): void;
  /** Resolves once the condition holds; looked at whenever something happens here. Rejects after 5 s. */
  until(condition: (hop: ScriptedHop) => boolean): Promise<void>;
  /** Hangs up on everyone and stops listening. */
  close(): Promise<void>;
}

/** Says nothing and reads no more. */
export const stall: Act = { next: 'stall' };
/** Says nothing and closes. */
export const hangUp: Act = { next: 'hangUp' };
/** Says nothing and resets the connection. */
export const resetConnection: Act = { next: 'reset' };

/** A reply of one line or more, CRLF added to each. */
export function say(...lines: readonly string[]): Act {
  return { octets: lines.map((line) => `${line}\r\n`).join('') };
}

/** A reply and nothing more: the connection is closed after it. */
export function sayAndHangUp(...lines: readonly string[]): Act {
  return { ...say(...lines), next: 'hangUp' };
}

/** Octets as they are. */
export function utter(octets: string | Buffer): Act {
  return { octets };
}

/** Starts a next hop on a free port of 127.0.0.1. */
export async function startScriptedHop(script: Script = {}): Promise<ScriptedHop> {
  const hop = new Hop(script);
  await hop.listen();
  return hop;
}

type MutableMessage = { -readonly [K in keyof ReceivedMessage]: ReceivedMessage[K] };
type StepName = Exclude<keyof Script, 'mailDataAfter' | 'extensions' | 'tls' | 'isForgetful'>;

class Hop implements ScriptedHop {
  readonly sessions: Session[] = [];
  readonly messages: MutableMessage[] = [];
  script: Script;
  readonly #server: Server;
  readonly #watchers = new Set<() => void>();

  constructor(script: Script) {
    this.script = script;
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.sessions.push(new Session(this, this.sessions.length, socket));
      this.changed();
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get accepted(): number {
    return this.messages.filter(({ code }) => code !== undefined && code < 300).length;
  }

  options(more: Partial<ClientOptions> = {}): ClientOptions {
    return { host: '127.0.0.1', port: this.port, tls: 'none', clientName: 'client.example', ...more };
  }

  follow(script: Script): void {
    this.script = script;
  }

  changed(): void {
    for (const watch of this.#watchers) watch();
  }

  until(condition: (hop: ScriptedHop) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(deadline);
        this.#watchers.delete(look);
      };
      const look = (): void => {
        if (!condition(this)) return;
        stop();
        resolve();
      };
      const deadline = setTimeout(() => {
        stop();
        const dialogues = this.sessions.map(({ commands }) => commands.join(' | ')).join('\n');
        reject(new Error(`the next hop waited in vain for ${condition}; it saw:\n${dialogues}`));
      }, 5_000);
      this.#watchers.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    for (const session of this.sessions) session.hangUp();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

class Session implements HopSession {
  readonly index: number;
  readonly commands: string[] = [];
  readonly reads: string[] = [];
  isEncrypted = false;
  isClosed = false;
  mailDataOctets = 0;
  readonly #hop: Hop;
  #socket: Socket;
  readonly #times = new Map<StepName, number>();
  #pending: Buffer = Buffer.alloc(0);
  #isReading = true;
  #isActing = false;
  /** What the next line is: a command, a line of AUTH, or mail data. */
  #expects: 'command' | 'auth' | 'mailData' = 'command';
  #mail = '';
  #rcpts: string[] = [];
  #mailData: Buffer[] = [];
  #hasMailDataActed = false;

  constructor(hop: Hop, index: number, socket: Socket) {
    this.#hop = hop;
    this.index = index;
    this.#socket = socket;
    this.#listen(socket);
    if (hop.script.tls?.isImplicit) this.#startTls(hop.script.tls);
    void this.#act('greeting', '', say('220 hop.example ESMTP'));
  }

  say(octets: string | Buffer): void {
    if (!this.#socket.destroyed) this.#socket.write(octets);
  }

  hangUp(): void {
    this.#socket.destroy();
  }

  resume(): void {
    this.#isReading = true;
    this.#socket.resume();
    void this.#proceed();
  }

  #listen(socket: Socket): void {
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isClosed = true;
      this.#hop.changed();
    });
    socket.on('data', (octets: Buffer) => {
      if (!this.#hop.script.isForgetful) this.reads.push(octets.toString('latin1'));
      this.#pending = this.#pending.length === 0 ? octets : Buffer.concat([this.#pending, octets]);
      void this.#proceed();
    });
  }

  #startTls(certificate: Certificate): void {
    this.#socket.removeAllListeners('data');
    const secureContext = createSecureContext({ cert: certificate.cert, key: certificate.key });
    const socket = new TLSSocket(this.#socket, { isServer: true, secureContext });
    this.#socket = socket;
    this.isEncrypted = true;
    this.#listen(socket);
  }

  async #proceed(): Promise<void> {
    if (this.#isActing) return;
    this.#isActing = true;
    while (this.#isReading && (await this.#takeNext())) this.#hop.changed();
    this.#isActing = false;
    this.#hop.changed();
  }

  async #takeNext(): Promise<boolean> {
    if (this.#expects === 'mailData') return this.#takeMailData();
    const end = this.#pending.indexOf('\r\n');
    if (end === -1) return false;
    const line = this.#pending.toString('utf8', 0, end);
    this.#pending = this.#pending.subarray(end + 2);
    this.commands.push(line);
    await this.#command(line);
    return true;
  }

  async #command(line: string): Promise<void> {
    if (this.#expects === 'auth') return this.#authenticate(line);
    const verb = /^[A-Za-z]*/.exec(line)?.[0].toUpperCase();
    if (verb === 'EHLO') await this.#act('ehlo', line, this.#ehloReply());
    else if (verb === 'HELO') await this.#act('helo', line, say('250 hop.example'));
    else if (verb === 'STARTTLS') await this.#offerTls(line);
    else if (verb === 'AUTH') await this.#authenticate(line);
    else if (verb === 'MAIL') await this.#openTransaction(line);
    else if (verb === 'RCPT') await this.#addRecipient(line);
    else if (verb === 'DATA') await this.#invite(line);
    else if (verb === 'RSET') await this.#reset(line);
    else if (verb === 'QUIT') await this.#act('quit', line, sayAndHangUp('221 bye'));
    else this.say('500 what?\r\n');
  }

  #ehloReply(): Act {
    const { extensions = ['PIPELINING', 'SIZE 26214400', '8BITMIME', 'SMTPUTF8'], tls } = this.#hop.script;
    const keywords = tls === undefined || this.isEncrypted ? extensions : [...extensions, 'STARTTLS'];
    const lines = ['hop.example', ...keywords];
    return say(...lines.map((line, at) => `250${at === lines.length - 1 ? ' ' : '-'}${line}`));
  }

  async #offerTls(line: string): Promise<void> {
    const { tls } = this.#hop.script;
    const code = await this.#act('starttls', line, tls ? say('220 go ahead') : say('502 no'));
    if (code === 220 && tls !== undefined && this.#isReading) this.#startTls(tls);
  }

  async #authenticate(line: string): Promise<void> {
    const isAsked = /^AUTH LOGIN$/i.test(line) || (this.#times.get('auth') ?? 0) === 1;
    const isPlain = /^AUTH PLAIN /i.test(line);
    const code = await this.#act(
      'auth',
      line,
      isAsked && !isPlain ? say('334 VXNlcm5hbWU6') : say('235 welcome'),
    );
    this.#expects = code === 334 ? 'auth' : 'command';
  }

  async #openTransaction(line: string): Promise<void> {
    const isNested = this.#mail !== '';
    const code = await this.#act('mail', line, isNested ? say('503 5.5.1 nested MAIL') : say('250 2.1.0 ok'));
    if (code !== undefined && code < 300) this.#mail = line;
  }

  async #addRecipient(line: string): Promise<void> {
    const code = await this.#act(
      'rcpt',
      line,
      this.#mail ? say('250 2.1.5 ok') : say('503 5.5.1 MAIL first'),
    );
    if (code !== undefined && code < 300) this.#rcpts.push(line);
  }

  async #invite(line: string): Promise<void> {
    const invitation = this.#rcpts.length > 0 ? say('354 go ahead') : say('503 5.5.1 RCPT first');
    const code = await this.#act('data', line, invitation);
    if (code !== 354) return;
    this.#expects = 'mailData';
    this.#mailData = [];
    this.mailDataOctets = 0;
    this.#hasMailDataActed = false;
    await this.#actOnMailData();
  }

  async #takeMailData(): Promise<boolean> {
    if (this.#pending.length === 0) return false;
    const end = this.#endOfMailData();
    // The last four octets may be the beginning of the end.
    const taken = end === -1 ? Math.max(0, this.#pending.length - 4) : end;
    this.#keep(this.#pending.subarray(0, taken));
    this.#pending = this.#pending.subarray(taken);
    await this.#actOnMailData();
    if (end === -1 || !this.#isReading) return false;
    await this.#finishMessage();
    return true;
  }

  /** Length of what is pending up to and with the final dot line, or -1. */
  #endOfMailData(): number {
    if (this.mailDataOctets === 0 && this.#pending.subarray(0, 3).equals(Buffer.from('.\r\n'))) return 3;
    const at = this.#pending.indexOf('\r\n.\r\n');
    return at === -1 ? -1 : at + 5;
  }

  #keep(octets: Buffer): void {
    this.mailDataOctets += octets.length;
    if (!this.#hop.script.isForgetful && octets.length > 0) this.#mailData.push(octets);
  }

  async #actOnMailData(): Promise<void> {
    const { mailData, mailDataAfter = 0 } = this.#hop.script;
    const seen = this.mailDataOctets + this.#pending.length;
    if (mailData === undefined || this.#hasMailDataActed || seen < mailDataAfter) return;
    this.#hasMailDataActed = true;
    await this.#act('mailData', '', {});
  }

  async #finishMessage(): Promise<void> {
    const size = this.mailDataOctets - 3;
    const octets = Buffer.concat(this.#mailData).subarray(0, size);
    const [mail, rcpts, session] = [this.#mail, this.#rcpts, this.index];
    const message: MutableMessage = { session, mail, rcpts, octets, size, code: undefined };
    this.#expects = 'command';
    this.#endTransaction();
    this.#hop.messages.push(message);
    message.code = await this.#act('dot', '.', say('250 2.0.0 queued'));
  }

  async #reset(line: string): Promise<void> {
    this.#endTransaction();
    await this.#act('rset', line, say('250 2.0.0 ok'));
  }

  #endTransaction(): void {
    this.#mail = '';
    this.#rcpts = [];
  }

  /** Does what the script says at this step, or the given act; the code of the reply, if that is what it was. */
  async #act(name: StepName, line: string, usual: Act): Promise<number | undefined> {
    const time = this.#times.get(name) ?? 0;
    this.#times.set(name, time + 1);
    const step = this.#hop.script[name];
    const act =
      (typeof step === 'function' ? await step({ session: this.index, time, line }) : step) ?? usual;
    if (act.octets !== undefined) this.say(act.octets);
    if (act.next !== undefined) this.#isReading = false;
    if (act.next === 'stall') this.#socket.pause();
    if (act.next === 'hangUp') this.#socket.end(() => this.#socket.destroySoon());
    if (act.next === 'reset') this.#socket.resetAndDestroy();
    const code = /^(?:(\d{3})-[^\r\n]*\r\n)*(\d{3})[^\r\n]*\r\n$/.exec(String(act.octets ?? ''))?.slice(1);
    const [ofFirstLines, ofLastLine] = code ?? [];
    return (ofFirstLines ?? ofLastLine) === ofLastLine && ofLastLine ? Number(ofLastLine) : undefined;
  }
}
