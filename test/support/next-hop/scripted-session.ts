// SPDX-License-Identifier: MIT
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Certificate } from '../certificate.ts';
import {
  type Act,
  type HopSession,
  type ReceivedMessage,
  type Script,
  say,
  sayAndHangUp,
} from './next-hop-script.ts';

/** What a session needs of the next hop that it belongs to. */
export interface SessionOwner {
  readonly script: Script;
  readonly messages: MutableMessage[];
  /** To be called whenever something has happened. */
  changed(): void;
}

/** A message whose answer is still to come. */
export type MutableMessage = { -readonly [K in keyof ReceivedMessage]: ReceivedMessage[K] };

type StepName = Exclude<keyof Script, 'mailDataAfter' | 'extensions' | 'tls' | 'isForgetful'>;

/** One session of a scripted next hop. */
export class ScriptedSession implements HopSession {
  readonly index: number;
  readonly commands: string[] = [];
  readonly reads: string[] = [];
  isEncrypted = false;
  isClosed = false;
  mailDataOctets = 0;
  readonly #hop: SessionOwner;
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

  constructor(hop: SessionOwner, index: number, socket: Socket) {
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
    return codeOf(act.octets);
  }
}

/** The code that octets say, if they are one reply. */
function codeOf(octets: string | Buffer = ''): number | undefined {
  const lines = String(octets).split('\r\n');
  const code = lines[0]?.slice(0, 3) ?? '';
  const isReply = /^\d{3}$/.test(code) && lines.pop() === '' && lines.every((line) => line.startsWith(code));
  return isReply ? Number(code) : undefined;
}
