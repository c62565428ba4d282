// SPDX-License-Identifier: MIT
/**
 * The counting next hop, a program of its own, so that it can be killed: `node hop-program.ts PORT JOURNAL`. It writes down
 * each message that it accepts before it says so. What it does at which step it is told over the channel of its parent,
 * and where it is told to wait it tells its parent that it is there, and waits for the word to go on.
 */
import { appendFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FromHop, HopScript, JournalLine, ToHop } from './hop.ts';
import type { HopAct, HopStep } from './plan.ts';

const [port = '0', journal = ''] = process.argv.slice(2);
const stallMs = 300;
let script: HopScript = { sessions: [], rcpt: {}, data: {}, messages: {}, waits: [] };
/** How often each step of each alias or message was met. */
const met = new Map<string, number>();
const waiting = new Map<string, () => void>();

const tell = (what: FromHop): void => void process.send?.(what);
const note = (line: JournalLine): void => appendFileSync(journal, `${JSON.stringify(line)}\n`);

process.on('message', (told: ToHop) => {
  if ('goOn' in told) return waiting.get(told.goOn)?.();
  script = told.script;
  tell({ heard: true });
});
process.on('disconnect', () => process.exit());

const server = createServer({ noDelay: true }, (socket) => {
  serve(socket).catch(() => socket.destroy());
});
server.listen(Number(port), '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));

/** Serves one session to its end; rejects when the connection is to be cut. */
async function serve(socket: Socket): Promise<void> {
  socket.on('error', () => undefined);
  let [pending, aliases]: [string, string[]] = ['', []];
  let isInMailData = false;
  let message: Message | undefined;
  const say = (reply: string): void => void socket.write(`${reply}\r\n`);
  if (await isRefused('greeting', sessionAct('greeting'), say)) return void socket.end();
  say('220 hop.example');
  for await (const octets of socket) {
    pending += (octets as Buffer).toString('latin1');
    for (;;) {
      if (isInMailData) {
        message ??= await begunMessage(pending);
        if (message === undefined) break;
        const end = /(?:^|\r\n)\.\r\n/.exec(pending);
        if (end === null) break;
        pending = pending.slice(end.index + end[0].length);
        isInMailData = false;
        await finish(message, aliases, say);
        message = undefined;
        aliases = [];
        continue;
      }
      const at = pending.indexOf('\r\n');
      if (at < 0) break;
      const line = pending.slice(0, at);
      pending = pending.slice(at + 2);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'QUIT') {
        say('221 bye');
        return void socket.end();
      }
      if (verb === 'EHLO' && !(await isRefused('ehlo', sessionAct('ehlo'), say)))
        say('250-hop.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8');
      // Who was refused EHLO goes on with HELO.
      if (verb === 'HELO') say('250 hop.example');
      if (verb === 'MAIL') {
        aliases = [];
        if (!(await isRefused('mail', sessionAct('mail'), say))) say('250 ok');
      }
      if (verb === 'RCPT') {
        const alias = /<canary\.([\d.]+)@/.exec(line)?.[1] ?? '';
        if (!(await isRefused('rcpt', nextOf('rcpt', alias), say))) {
          aliases.push(alias);
          say('250 ok');
        }
      }
      if (verb === 'DATA') {
        if (aliases.length === 0) say('503 no recipient');
        else if (!(await isRefused('data', nextOf('data', aliases[0] ?? ''), say))) {
          isInMailData = true;
          say('354 go on');
        }
      }
      if (verb === 'RSET') {
        aliases = [];
        say('250 ok');
      }
      if (verb === 'NOOP') say('250 ok');
    }
  }
}

interface Message {
  readonly id: string;
  readonly act: { readonly step: HopStep; readonly act: HopAct } | undefined;
}

/** The message once its name has come; it is in the middle then. */
async function begunMessage(octets: string): Promise<Message | undefined> {
  const id = /^X-Crash: (\S+)\r\n/m.exec(octets)?.[1];
  if (id === undefined) return undefined;
  const message = { id, act: (script.messages[id] ?? [])[count('message', id)] };
  await waitAt(id, 'middle');
  if (message.act?.step === 'middle') await cut(message.act.act);
  return message;
}

async function finish({ id, act }: Message, aliases: readonly string[], say: Say): Promise<void> {
  await waitAt(id, 'dot');
  if (act?.step === 'dot' && (await isRefused('dot', act.act, say))) return;
  note({ accepted: id, aliases, at: Date.now() });
  await waitAt(id, 'accepted');
  if (act?.step === 'accepted') await cut(act.act);
  note({ answered: id });
  say('250 ok');
}

type Say = (reply: string) => void;

/** Does what the script asks for; true when a refusal was said, and a rejection when there is nothing more to say. */
async function isRefused(step: HopStep, act: HopAct | 'accept' | undefined, say: Say): Promise<boolean> {
  if (act === undefined || act === 'accept') return false;
  if (act === 'hangUp' || act === 'stall') await cut(act);
  const code = act === 'temporary' ? (step === 'greeting' ? 421 : 451) : step === 'greeting' ? 554 : 550;
  // A next hop that talks of the mailbox: none of it may get through.
  say(`${code} ${code < 500 ? '4' : '5'}.1.1 canary mailbox at hidden-home.example`);
  return true;
}

async function cut(act: HopAct): Promise<void> {
  if (act === 'stall') await sleep(stallMs);
  throw new Error('cut');
}

function sessionAct(step: HopStep): HopAct | undefined {
  const at = script.sessions.findIndex((one) => one.step === step);
  return at < 0 ? undefined : script.sessions.splice(at, 1)[0]?.act;
}

function nextOf(step: 'rcpt' | 'data', alias: string): HopAct | 'accept' | undefined {
  return (script[step][alias] ?? [])[count(step, alias)];
}

function count(step: string, id: string): number {
  const times = met.get(`${step} ${id}`) ?? 0;
  met.set(`${step} ${id}`, times + 1);
  return times;
}

async function waitAt(message: string, step: HopStep): Promise<void> {
  const place = `${message} ${step}`;
  const at = script.waits.indexOf(place);
  if (at < 0) return;
  script.waits.splice(at, 1);
  const goneOn = new Promise<void>((resolve) => waiting.set(place, resolve));
  tell({ reached: place });
  await goneOn;
}
