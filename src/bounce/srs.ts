// SPDX-License-Identifier: MIT
/**
 * The Sender Rewriting Scheme, in the form in which Mail::SRS and libsrs2 write it:
 *
 *     SRS0=hash=TT=domain=local@ours               of local@domain
 *     SRS1=hash=TT=forwarder==hash=TT=domain=local@ours   of SRS0=hash=TT=domain=local@forwarder, or of another's SRS1
 *
 * The hash is HMAC-SHA-1 over all the rest, in lower case, in base64, cut short. Deviates from Mail::SRS in its alphabet: there are
 * mail systems that refuse a `/` in MAIL, and such as cut at a `+`, so it is that of base64url; the other is still read. It is compared without regard to case,
 * as a mail server may change the case of a local part that is none of its own. TT is the day, in two digits of base 32.
 *
 * Deviates from Mail::SRS, which hashes the parts without what separates them: there the hash for m.victim at evil.co is good
 * for victim at evil.com, and that of an SRS0 for an SRS1. Deviates also in that its SRS1, which has no time, never expires: ours has
 * one. Nobody but us reads what we write.
 */
import { timingSafeEqual } from 'node:crypto';

/** A mailbox in two parts. */
export interface Mailbox {
  readonly localPart: string;
  readonly domain: string;
}

/** What an SRS local part stood for, and since when. */
interface Reversed extends Mailbox {
  /** Days since the epoch. */
  readonly day: number;
}

/** Rewrites senders, and takes back what it wrote. */
export interface Srs {
  /** The local part that stands for a sender on a day (days since the epoch). Neither part may be empty. */
  forward(sender: Mailbox, day: number): string;
  /** The sender; nothing when the local part is no SRS, was not written with this key, or its time is over. */
  reverse(localPart: string, today: number): Reversed | undefined;
}

export interface SrsOptions {
  /** HMAC-SHA-1 of a text under the key, in base64. */
  readonly mac: (text: string) => string;
  /** Characters of the hash. */
  readonly hashLength: number;
  /** Days after which a local part is worth nothing. */
  readonly validDays: number;
}

/** Deviates from Mail::SRS: a day in the future is taken when it is the next one, since clocks of several nodes differ. */
export function createSrs({ mac, hashLength, validDays }: SrsOptions): Srs {
  const hashOf = (form: string, rest: string): string =>
    urlSafe(mac(`${form}=${rest}`.toLowerCase()).slice(0, hashLength));
  const isHashOf = (hash: string, form: string, rest: string): boolean => {
    const given = Buffer.from(urlSafe(hash).toLowerCase());
    const expected = Buffer.from(hashOf(form, rest).toLowerCase());
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  const write = (form: string, rest: string): string => `${form}=${hashOf(form, rest)}=${rest}`;

  return {
    forward({ localPart, domain }, day) {
      // The separator after SRS0 is the first forwarder's, and is kept for it.
      const stamp = formatDay(day);
      if (/^SRS0[-+=]/i.test(localPart))
        return write('SRS1', `${stamp}=${domain}=${localPart.slice('SRS0'.length)}`);
      const rewritten = /^SRS1[-+=][^=]*=(?<rest>[a-z0-9._-]+=.+)$/is.exec(localPart)?.groups;
      if (rewritten !== undefined) return write('SRS1', `${stamp}=${rewritten.rest ?? ''}`);
      return write('SRS0', `${stamp}=${domain}=${localPart}`);
    },
    reverse(local, today) {
      const {
        form = '',
        hash = '',
        rest = '',
      } = /^(?<form>SRS[01])=(?<hash>[^=]+)=(?<rest>.+)$/is.exec(local)?.groups ?? {};
      if (form === '' || !isHashOf(hash, form, rest)) return undefined;
      const written = /^(?<stamp>[A-Z2-7]{2})=(?<domain>[^=]+)=(?<localPart>.+)$/is.exec(rest)?.groups;
      if (written === undefined) return undefined;
      const { stamp = '', domain = '', localPart = '' } = written;
      const day = parseDay(stamp, today + 1);
      if (today - day > validDays) return undefined;
      return { localPart: form.endsWith('1') ? `SRS0${localPart}` : localPart, domain, day };
    },
  };
}

function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Number of days after which the stamp, which has two digits, repeats. */
const cycleDays = digits.length ** 2;

function formatDay(day: number): string {
  return digits.charAt((day >> 5) % digits.length) + digits.charAt(day % digits.length);
}

/** The last day until `latest` that has this stamp. */
function parseDay(stamp: string, latest: number): number {
  const [high = 0, low = 0] = [...stamp.toUpperCase()].map((digit) => digits.indexOf(digit));
  const inCycle = high * digits.length + low;
  return latest - ((latest - inCycle + cycleDays) % cycleDays);
}
