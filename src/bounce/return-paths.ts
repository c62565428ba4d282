/**
 * The reverse path that the next hop is given, and what it says when a report comes back to it.
 *
 * | form                                      | when                                                                  |
 * |-------------------------------------------|-----------------------------------------------------------------------|
 * | `<>`                                      | the sender is null, or a return path itself: reports never go in chains |
 * | `SRS0=hash=TT=domain=local=alias@ours`    | it fits in a local part; says all by itself, and nothing is stored    |
 * | `SRS1=hash=forwarder==…=alias@ours`       | the same of a sender that is an SRS address                           |
 * | `bounce=token@ours`                       | otherwise; a row in the store says the rest                           |
 *
 * A message to several aliases has a row as well, whatever the form: its reverse path had gone when the second alias came.
 */
import { isAscii, parseDomain } from '../alias/domain.ts';
import { normaliseDomain } from '../alias/mailbox.ts';
import type { ReturnPathStore, ReturnPathVault } from '../alias/ports.ts';
import { createSrs, type Mailbox, type Srs } from './srs.ts';

/** A sender as MAIL FROM gave it; `text` is what stood between the brackets. */
interface Sender extends Mailbox {
  readonly text: string;
}

/** The reverse path of one message. */
export interface ReturnPath {
  /** What goes between the brackets of MAIL FROM at the next hop. */
  readonly text: string;
  /**
   * Keeps durably what the path does not say itself, for a message to these aliases; to be awaited before the next hop may
   * accept the message. Nothing when there is nothing to keep. Rejects with `StoreError`.
   */
  keep(aliases: readonly string[]): Promise<void> | undefined;
}

/** Who is to hear of a report to a return path, and about what. */
export interface Returned {
  /** Our domain in the return path. */
  readonly domain: string;
  /** The original sender, as it stood in MAIL FROM. */
  readonly sender: string;
  /** Aliases of which the message went to at least one; at most `mostAliases` of them. */
  readonly aliases: readonly [string, ...string[]];
  /** When the message was sent: the beginning of the UTC day, ms since the epoch; nothing when the path does not tell. */
  readonly sentOn: number | undefined;
}

/** Makes return paths and reads them. */
export interface ReturnPaths {
  /** The reverse path for a message of `sender` whose first recipient is `alias`. Nothing is written. */
  issue(sender: Sender, alias: string): ReturnPath;
  /** Whether an address at one of our domains could be a return path; if so, it is no alias. */
  isReturnPath(localPart: string, domain: string): boolean;
  /** What a return path stands for; nothing when it is forged, changed or expired. Rejects with `StoreError`. */
  resolve(localPart: string, domain: string): Promise<Returned | undefined>;
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
const tokenOctets = 16;
/** A row grows with the messages that share a path, so it has a bound. */
const mostAliases = 100;

/** Return paths of our domains. */
export function createReturnPaths(deps: ReturnPathDeps): ReturnPaths {
  const newest = createUnderOne(deps);
  const all = [newest, ...(deps.otherVaults ?? []).map((vault) => createUnderOne({ ...deps, vault }))];
  return {
    ...newest,
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
  const srsOf = new Map<string, Srs>(
    deps.domains.map((domain) => [
      domain,
      createSrs({ mac: vault.returnPathMac(domain), hashLength, validDays }),
    ]),
  );
  const isReturnPath = (localPart: string, domain: string): boolean =>
    /^(?:SRS[01]|bounce)=/i.test(localPart) && srsOf.has(normaliseDomain(domain));
  const today = (): number => Math.floor(now() / dayMs);

  const keepRow = async (path: string, sender: string, aliases: readonly string[]): Promise<void> => {
    const some = [...new Set(aliases)].slice(0, mostAliases);
    const sealed = vault.sealReturnPath(path, JSON.stringify([today(), sender, ...some]));
    await store.keep(vault.keyOf(path), sealed, (today() + validDays + 1) * dayMs);
  };
  /** Messages of one sender to one alias share a path for a day. What is said of one of them is to be true of all. */
  const addRow = async (path: string, sender: string, aliases: readonly string[]): Promise<void> => {
    const known = await findRow(path);
    await keepRow(path, sender, [...aliases, ...(known?.aliases ?? [])]);
  };
  const findRow = async (path: string): Promise<Row | undefined> => {
    const sealed = await store.find(vault.keyOf(path), now());
    return sealed && parseRow(vault.openReturnPath(path, sealed));
  };

  return {
    issue(sender, alias) {
      if (sender.text === '' || deps.mode === 'keep') return { text: sender.text, keep: () => undefined };
      if (isReturnPath(sender.localPart, sender.domain)) return { text: '', keep: () => undefined };
      const at = alias.lastIndexOf('@');
      const [name, domain] = [alias.slice(0, at), alias.slice(at + 1)];
      const whole = isPlain(sender)
        ? srsOf.get(domain)?.forward({ ...sender, localPart: `${sender.localPart}=${name}` }, today())
        : undefined;
      const isWhole =
        whole !== undefined &&
        whole.length <= maxLocalPartOctets &&
        whole.length + 1 + domain.length <= maxPathOctets;
      const localPart = isWhole ? whole : `bounce=${deps.randomBytes(tokenOctets).toString('hex')}`;
      const text = `${localPart}@${domain}`;
      return {
        text,
        keep(aliases) {
          if (isWhole && aliases.every((one) => one === alias)) return undefined;
          return isWhole
            ? addRow(text.toLowerCase(), sender.text, aliases)
            : keepRow(text, sender.text, aliases);
        },
      };
    },

    isReturnPath,

    async resolve(localPart, givenDomain) {
      const domain = normaliseDomain(givenDomain);
      const path = `${localPart}@${domain}`.toLowerCase();
      const reversed = srsOf.get(domain)?.reverse(localPart, today());
      const at = reversed?.localPart.lastIndexOf('=') ?? -1;
      if (/^SRS/i.test(localPart) && at <= 0) return undefined;
      const row = await findRow(path);
      if (reversed === undefined) return row && { ...row, domain, sentOn: row.day * dayMs };
      const alias = `${reversed.localPart.slice(at + 1).toLowerCase()}@${domain}`;
      return {
        domain,
        sender: `${reversed.localPart.slice(0, at)}@${reversed.domain}`,
        aliases: row?.aliases ?? [alias],
        sentOn: reversed.day === undefined ? undefined : reversed.day * dayMs,
      };
    },
  };
}

/** What a row says. */
interface Row {
  readonly day: number;
  readonly sender: string;
  readonly aliases: readonly [string, ...string[]];
}

function parseRow(json: string): Row {
  const [day, sender, ...aliases] = JSON.parse(json) as [number, string, string, ...string[]];
  return { day, sender, aliases };
}

/** Whether a sender survives being part of a local part: no quotes, no address literal, nothing but ASCII. */
function isPlain({ text, localPart, domain }: Sender): boolean {
  return text === `${localPart}@${domain}` && isAscii(text) && parseDomain(domain) !== undefined;
}
