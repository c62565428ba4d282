// SPDX-License-Identifier: MIT
/**
 * The reverse path that the next hop is given, and what it says when a report comes back to it.
 *
 * | form                                   | when                                                                    |
 * |----------------------------------------|-------------------------------------------------------------------------|
 * | `<>`                                   | the sender is null, or a return path itself: reports never go in chains |
 * | `SRS0=hash=TT=domain=local=alias@ours` | it fits in a local part; says all by itself, and nothing is stored      |
 * | `SRS1=hash=TT=forwarder==…=alias@ours` | the same of a sender that is an SRS address                             |
 * | `bounce=token@ours`                    | otherwise, and of our own questions; a row in the store says the rest   |
 *
 * Whether a path is genuine shows without the store, also of a token: it carries a hash of its own. Whether the sender was vouched
 * for is in the hash of an SRS path, and in the row of a token.
 */
import { isAscii, parseDomain } from '../alias/domain.ts';
import { normaliseDomain } from '../alias/mailbox.ts';
import type { KeyId, ReturnPathStore, ReturnPathVault } from '../alias/ports.ts';
import { createSrs, type Mailbox, type Srs } from './srs.ts';
import { createTokens } from './tokens.ts';

/** A sender as MAIL FROM gave it; `text` is what stood between the brackets. */
interface Sender extends Mailbox {
  readonly text: string;
}

/** The reverse path of one message. */
export interface ReturnPath {
  /** What goes between the brackets of MAIL FROM at the next hop. */
  readonly text: string;
  /** Whether there is anything to keep. */
  readonly isStored: boolean;
  /**
   * Keeps durably what the path does not say itself; to be awaited before the next hop may accept the message. Nothing when
   * there is nothing to keep. Rejects with `StoreError`.
   */
  keep(): Promise<void> | undefined;
  /** Takes that back, since the message was not delivered. Nobody waits for it; what fails stays until it expires. */
  forget(): void;
}

/** Who is to hear of a report to a return path, and about what. */
export interface Returned {
  /** Our domain in the return path. */
  readonly domain: string;
  /** The original sender, as it stood in MAIL FROM. */
  readonly sender: string;
  /** The alias that the message went to, in normal form. */
  readonly alias: string;
  /** When the message was sent: the beginning of the UTC day, ms since the epoch. */
  readonly sentOn: number;
  /** Whether it came from where its sender's domain sends from; if not, who is named as sender may have had no part in it. */
  readonly isVouched: boolean;
}

/** A question of ours (`alias/questions.ts`): the key that it is about, and the alias that was made with that. */
export interface AskedQuestion {
  readonly keyId: KeyId;
  readonly address?: string | undefined;
}

/** What the return path of a question stands for. */
export interface ReturnedQuestion {
  readonly domain: string;
  readonly question: AskedQuestion;
}

/** Makes return paths and reads them. */
export interface ReturnPaths {
  /** The reverse path for a message of `sender` to `alias`. Nothing is written. `isVouched` comes back with what it stands for. */
  issue(sender: Sender, alias: string, isVouched: boolean): ReturnPath;
  /** The reverse path for a question of ours, at one of our domains; durable when it resolves. Rejects with `StoreError`. */
  issueForQuestion(question: AskedQuestion, domain: string): Promise<string>;
  /** Whether an address at one of our domains could be a return path; if so, it is no alias. */
  isReturnPath(localPart: string, domain: string): boolean;
  /** Whether we made a return path, as far as it tells itself. Only of those made by an older version the store is asked. */
  isGenuine(localPart: string, domain: string): boolean | Promise<boolean>;
  /**
   * Whether a sender is a return path of ours for a message to this alias, or wraps one as forwarders do: then the message is
   * one that we have passed on, and would be passed on for ever.
   */
  isLoop(sender: Mailbox, alias: string): boolean;
  /** What a return path stands for; nothing when it is forged, changed or expired. Rejects with `StoreError`. */
  resolve(localPart: string, domain: string): Promise<Returned | ReturnedQuestion | undefined>;
}

export interface ReturnPathDeps {
  readonly store: ReturnPathStore;
  /** Of the newest server secret. */
  readonly vault: ReturnPathVault;
  /** Of the others: return paths that were made under them are still understood. */
  readonly otherVaults?: readonly ReturnPathVault[];
  /** The alias domains in normal form. */
  readonly domains: readonly string[];
  /** The clock, ms since the epoch. */
  readonly now: () => number;
  /** Cryptographically strong. */
  readonly randomBytes: (count: number) => Buffer;
  /** `keep` passes senders on as they are; return paths that were made before are still understood. */
  readonly mode: 'srs' | 'keep';
}

/**
 * Sending servers give up after five days (RFC 5321 §4.5.4.1), and a report may wait as long again. The three weeks that are
 * customary for SRS would only give whoever has seen a path longer to send to it.
 */
export const validDays = 10;

/**
 * Of 64 bits 48 are left, and 42 when case is ignored. Deviates from the four characters of SRS, 21 bits, because a client
 * that probes ten thousand recipients a second would have guessed those in minutes.
 */
const hashLength = 8;
const dayMs = 24 * 60 * 60 * 1000;
/** RFC 5321 §4.5.3.1.1, §4.5.3.1.3 (a path with its brackets is 256). */
const maxLocalPartOctets = 64;
const maxPathOctets = 254;
/** Of a version before, which are good for ten days more. */
const olderTokenForm = /^bounce=[0-9a-f]{32}$/i;
const nothing = new Uint8Array(0);

/** Return paths of our domains. */
export function createReturnPaths(deps: ReturnPathDeps): ReturnPaths {
  const newest = createUnderOne(deps);
  const all = [newest, ...(deps.otherVaults ?? []).map((vault) => createUnderOne({ ...deps, vault }))];
  return {
    ...newest,
    isLoop: (sender, alias) => all.some((one) => one.isLoop(sender, alias)),
    isGenuine(localPart, domain) {
      if (all.some((one) => one.isGenuine(localPart, domain) === true)) return true;
      if (!olderTokenForm.test(localPart)) return false;
      return this.resolve(localPart, domain).then((returned) => returned !== undefined);
    },
    async resolve(localPart, domain) {
      for (const one of all) {
        const returned = await one.resolve(localPart, domain);
        if (returned !== undefined) return returned;
      }
      return undefined;
    },
  };
}

function createUnderOne(deps: ReturnPathDeps): ReturnPaths {
  const { store, vault, now } = deps;
  const macOf = new Map(deps.domains.map((domain) => [domain, vault.returnPathMac(domain)]));
  const srsOf = { vouched: srsOfDomains(macOf), unvouched: srsOfDomains(macOf, 'unvouched=') };
  const isReturnPath = (localPart: string, domain: string): boolean =>
    /^(?:SRS[01]|bounce)=/i.test(localPart) && macOf.has(normaliseDomain(domain));
  const today = (): number => Math.floor(now() / dayMs);
  const { isToken, newToken } = createTokens(macOf, deps.randomBytes);
  const keepRow = rowKeeper(deps, today);
  const readSrs = (localPart: string, domain: string): Omit<Returned, 'domain'> | undefined =>
    readEither(srsOf, { localPart, domain }, today());

  return {
    issue(sender, alias, isVouched) {
      if (sender.text === '' || deps.mode === 'keep') return asItIs(sender.text);
      if (isReturnPath(sender.localPart, sender.domain)) return asItIs('');
      const at = alias.lastIndexOf('@');
      const [name, domain] = [alias.slice(0, at), alias.slice(at + 1)];
      const srs = srsOf[isVouched ? 'vouched' : 'unvouched'].get(domain);
      const whole = wholePath(srs, sender, { name, domain, today: today() });
      if (whole !== undefined) return asItIs(whole);
      const text = `${newToken(domain, alias)}@${domain}`;
      return {
        text,
        isStored: true,
        keep: () => keepRow(text, [today(), sender.text, alias, isVouched]),
        forget: () => void store.keep(vault.keyOf(text), nothing, 0).catch(() => undefined),
      };
    },

    issueForQuestion: questionIssuer(newToken, keepRow),

    isReturnPath,

    isGenuine(localPart, givenDomain) {
      const domain = normaliseDomain(givenDomain);
      return isToken(localPart, domain) || readSrs(localPart, domain) !== undefined;
    },

    isLoop(sender, alias) {
      return [...unwrap(sender)].some(({ localPart, domain }) => {
        const ours = normaliseDomain(domain);
        if (!isReturnPath(localPart, ours)) return false;
        return isToken(localPart, ours, alias) || readSrs(localPart, ours)?.alias === alias;
      });
    },

    async resolve(localPart, givenDomain) {
      const domain = normaliseDomain(givenDomain);
      if (/^SRS/i.test(localPart)) {
        const read = readSrs(localPart, domain);
        return read && { ...read, domain };
      }
      const path = `${localPart}@${domain}`.toLowerCase();
      const sealed = await store.find(vault.keyOf(path), now());
      return sealed && { ...parseRow(vault.openReturnPath(path, sealed)), domain };
    },
  };
}

/** A token that is for no alias. */
function questionIssuer(
  newToken: (domain: string, alias: string) => string,
  keepRow: (path: string, row: Row) => Promise<void>,
): ReturnPaths['issueForQuestion'] {
  return async (question, domain) => {
    const text = `${newToken(domain, 'question')}@${domain}`;
    await keepRow(text, question);
    return text;
  };
}

function rowKeeper({ store, vault }: ReturnPathDeps, today: () => number) {
  return (path: string, row: Row): Promise<void> => {
    const sealed = vault.sealReturnPath(path, JSON.stringify(row));
    return store.keep(vault.keyOf(path), sealed, (today() + validDays + 1) * dayMs);
  };
}

/** With a prefix the hashes are others. */
function srsOfDomains(
  macOf: ReadonlyMap<string, (text: string) => string>,
  prefix = '',
): ReadonlyMap<string, Srs> {
  const srsOf = (mac: (text: string) => string): Srs =>
    createSrs({ mac: (text) => mac(prefix + text), hashLength, validDays });
  return new Map([...macOf].map(([domain, mac]) => [domain, srsOf(mac)]));
}

function readEither(
  { vouched, unvouched }: Record<'vouched' | 'unvouched', ReadonlyMap<string, Srs>>,
  path: Mailbox,
  today: number,
): Omit<Returned, 'domain'> | undefined {
  const asVouched = readForwarded(vouched.get(path.domain), path, today);
  const read = asVouched ?? readForwarded(unvouched.get(path.domain), path, today);
  return read && { ...read, isVouched: asVouched !== undefined };
}

/** What our own SRS path stands for, unless it is none of ours or too old. */
function readForwarded(
  srs: Srs | undefined,
  { localPart, domain }: Mailbox,
  today: number,
): Omit<Returned, 'domain' | 'isVouched'> | undefined {
  const reversed = srs?.reverse(localPart, today);
  const at = reversed?.localPart.lastIndexOf('=') ?? -1;
  if (reversed === undefined || at <= 0) return undefined;
  const alias = `${reversed.localPart.slice(at + 1).toLowerCase()}@${domain}`;
  const sender = `${reversed.localPart.slice(0, at)}@${reversed.domain}`;
  return { sender, alias, sentOn: reversed.day * dayMs };
}

/** A path that says sender and alias itself, where they fit. */
function wholePath(
  srs: Srs | undefined,
  sender: Sender,
  { name, domain, today }: { readonly name: string; readonly domain: string; readonly today: number },
): string | undefined {
  if (!isPlain(sender)) return undefined;
  const whole = srs?.forward({ ...sender, localPart: `${sender.localPart}=${name}` }, today);
  if (whole === undefined || whole.length > maxLocalPartOctets) return undefined;
  return whole.length + 1 + domain.length > maxPathOctets ? undefined : `${whole}@${domain}`;
}

/** A path that says all by itself, or is none of ours. */
function asItIs(text: string): ReturnPath {
  return { text, isStored: false, keep: () => undefined, forget: () => {} };
}

/** A sender, and what SRS forwarders have wrapped in it: `SRS0=hash=TT=domain=local@x`, `SRS1=hash=domain==rest@x`. */
function* unwrap(sender: Mailbox): Generator<Mailbox> {
  let mailbox: Mailbox | undefined = sender;
  for (let depth = 0; depth < maxWrapping && mailbox !== undefined; depth += 1) {
    yield mailbox;
    const {
      local = '',
      domain = '',
      first = '',
      rest = '',
    }: Record<string, string | undefined> = wrapping.exec(mailbox.localPart)?.groups ?? {};
    mailbox =
      domain !== ''
        ? { localPart: local, domain }
        : first !== ''
          ? { localPart: `SRS0${rest}`, domain: first }
          : undefined;
  }
}

const maxWrapping = 5;
const wrapping =
  /^(?:SRS0[-+=][^=]+=[^=]+=(?<domain>[^=]+)=(?<local>.+)|SRS1[-+=][^=]+=(?:[A-Z2-7]{2}=)?(?<first>[^=]+)=(?<rest>[-+=].+))$/is;

/** A row of a message, or of a question. */
type Row = readonly [day: number, sender: string, alias: string, isVouched: boolean] | AskedQuestion;

/**
 * What a row says. Those of messages that a version before kept may name more aliases; they, and such without the last field, were kept for any
 * sender.
 */
function parseRow(json: string): Omit<Returned, 'domain'> | Omit<ReturnedQuestion, 'domain'> {
  const row = JSON.parse(json) as Row;
  if ('keyId' in row) return { question: row };
  const [day, sender, alias, isVouched] = row;
  return { sender, alias, sentOn: day * dayMs, isVouched: isVouched !== false };
}

/** Whether a sender survives being part of a local part: no quotes, no address literal, nothing but ASCII. */
function isPlain({ text, localPart, domain }: Sender): boolean {
  return text === `${localPart}@${domain}` && isAscii(text) && parseDomain(domain) !== undefined;
}
