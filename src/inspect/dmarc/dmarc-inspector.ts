// SPDX-License-Identifier: MIT
import type { DNSResolver } from 'mailauth';
import type { Reply } from '../../smtp/wire/reply.ts';
import type { InspectedEnvelope, Inspection, Inspector } from '../inspector.ts';
import { type Author, readAuthor } from './author.ts';
import { DkimCheck, type DkimOutcome } from './dkim-check.ts';
import { remembering } from './dns-lookup.ts';
import { splitHeader } from './header-fields.ts';
import { type Identifiers, isRefusal, isUndecided, refused, type Standing, standingOf } from './policy.ts';
import { replies } from './replies.ts';
import { candidateSignatures } from './signatures.ts';
import { checkSpf, type SpfResult } from './spf.ts';

/** What came of one message; for the log. Words alone, no name of anyone. */
export interface DmarcVerdict extends Standing {
  readonly messageId: string;
  /** Result of SPF for the connecting client (RFC 7208 §2.6). */
  readonly spf: string;
  readonly dkim: DkimWord;
}

/** `unchecked` when it could change nothing; `none` when no signature could be aligned. */
type DkimWord = 'pass' | 'fail' | 'temperror' | 'none' | 'unchecked';

/** What the inspector is made of. */
export interface DmarcOptions {
  /** Whether a failing message is refused where the policy says so, or let through with its verdict in the log. */
  readonly mode: 'log' | 'enforce';
  readonly resolve: DNSResolver;
  /** From the final dot on, a verdict must be there within this, ms; default 10 s. Without one the message is undecided. */
  readonly deadlineMs?: number;
  readonly onVerdict: (verdict: DmarcVerdict) => void;
  /** Something failed that is not DNS; the message is answered 451 in `enforce`. */
  readonly onError: (error: unknown) => void;
}

type Library = Pick<typeof import('mailauth'), 'dkimVerify' | 'dmarc' | 'spf'>;

const defaultDeadlineMs = 10_000;

/**
 * Judges messages by DMARC (RFC 9989) while they stream: SPF and the policy are asked for while the header comes, DKIM is
 * verified beside the next hop. What cannot be decided passes only where the author's domain is known not to ask for refusal: else the sender
 * is told to try again, since a forger could have made it so.
 */
export async function createDmarcInspector(options: DmarcOptions): Promise<Inspector> {
  const library = await import('mailauth');
  return { inspect: (envelope) => new DmarcInspection(library, options, envelope) };
}

/** What is known at the end of the header: all, or all but DKIM. */
type Judgement =
  | { readonly decided: Standing; readonly dkim: DkimWord }
  | {
      readonly decided: undefined;
      readonly dkim: DkimWord;
      readonly judge: (outcome: DkimOutcome) => Promise<Standing>;
    };

class DmarcInspection implements Inspection {
  readonly #library: Library;
  readonly #options: DmarcOptions;
  readonly #messageId: string;
  readonly #resolve: DNSResolver;
  readonly #spf: Promise<SpfResult>;
  /** For the log, as long as it is not known. */
  #spfWord = 'temperror';
  /** What the author's domain asks for, as soon as that is known. */
  #policy: Standing['policy'] = 'unknown';
  #dkim: DkimCheck | undefined;
  /** Domains of the signatures that are verified. */
  #signers: readonly string[] = [];
  /** Settles, without waiting for DNS, once it is known which signatures are verified. */
  #isPrepared: Promise<void> | undefined;
  #judgement: Promise<Judgement> | undefined;
  #isOver = false;

  constructor(library: Library, options: DmarcOptions, envelope: InspectedEnvelope) {
    this.#library = library;
    this.#options = options;
    this.#messageId = envelope.messageId;
    this.#resolve = remembering(options.resolve);
    this.#spf = this.#judgeClient(envelope);
  }

  header(octets: Buffer): Promise<Reply | undefined> {
    const prepared = this.#prepare(octets);
    const settled = (): void => {
      this.#isPrepared = undefined;
    };
    this.#isPrepared = prepared.then(settled, settled);
    this.#judgement = prepared.then((author) => this.#judgeHeader(author));
    return this.#judgement.then(
      ({ decided, dkim }) => decided && this.#conclude(decided, dkim),
      (error) => this.#fail(error),
    );
  }

  write(octets: Buffer): void | Promise<void> {
    if (this.#isPrepared !== undefined) return this.#isPrepared.then(() => this.#dkim?.write(octets));
    return this.#dkim?.write(octets);
  }

  end(): Promise<Reply | undefined> {
    const { deadlineMs = defaultDeadlineMs } = this.#options;
    return new Promise((resolve) => {
      const deadline = setTimeout(() => {
        const standing = { result: 'temperror', policy: this.#policy } as const;
        resolve(this.#conclude(standing, 'temperror'));
      }, deadlineMs);
      this.#finish()
        .catch((error) => this.#fail(error))
        .then((reply) => {
          clearTimeout(deadline);
          resolve(reply);
        });
    });
  }

  abort(): void {
    this.#isOver = true;
    this.#dkim?.abort();
    this.#dkim = undefined;
  }

  /** Never rejects: what makes SPF fail in an unforeseen way has not passed. */
  async #judgeClient({ session, reversePath }: InspectedEnvelope): Promise<SpfResult> {
    try {
      const resolve = this.#resolve;
      // The rest is for the author's policy: a forger's own name servers must not use up the whole deadline.
      const deadlineMs = (this.#options.deadlineMs ?? defaultDeadlineMs) / 2;
      const result = await checkSpf(this.#library.spf, { session, reversePath, resolve, deadlineMs });
      this.#spfWord = result.word;
      return result;
    } catch (error) {
      this.#options.onError(error);
      this.#spfWord = 'permerror';
      return { word: 'permerror', domain: '' };
    }
  }

  async #prepare(header: Buffer): Promise<Author | undefined> {
    const fields = splitHeader(header);
    const { dkimVerify } = this.#library;
    const author = await readAuthor(dkimVerify, fields);
    const signatures = candidateSignatures(fields, author?.domains[0]);
    this.#signers = signatures.map(({ domain }) => domain);
    if (signatures.length > 0 && !this.#isOver)
      this.#dkim = new DkimCheck({ dkimVerify, resolve: this.#resolve }, fields, signatures);
    return author;
  }

  /** SPF alone may do, and a message that would fail with every signature good needs none verified. */
  async #judgeHeader(author: Author | undefined): Promise<Judgement> {
    // Nobody could be held to what such a message says; one From field there must be (RFC 5322 §3.6).
    if (author === undefined || author.domains.length === 0 || author.fields !== 1)
      return { decided: refused, dkim: 'unchecked' };
    const policy = standingOf(this.#library.dmarc, this.#resolve, author, { spf: [], dkim: [] });
    policy.then(
      (standing) => {
        this.#policy = standing.policy;
      },
      () => undefined,
    );
    const spf = await this.#spf;
    const sure = spf.word === 'pass' ? [spf.domain] : [];
    const perhaps = spf.word === 'temperror' ? [spf.domain] : sure;
    const standing = (identifiers: Identifiers): Promise<Standing> =>
      standingOf(this.#library.dmarc, this.#resolve, author, identifiers);
    const bySpf = await standing({ spf: sure, dkim: [] });
    if (bySpf.result !== 'fail') return { decided: bySpf, dkim: 'unchecked' };
    const atBest = await standing({ spf: perhaps, dkim: this.#signers });
    if (atBest.result === 'fail')
      return { decided: atBest, dkim: this.#signers.length > 0 ? 'unchecked' : 'none' };
    const judge = async ({ passed, unknown }: DkimOutcome): Promise<Standing> => {
      const inFact = await standing({ spf: sure, dkim: passed });
      if (inFact.result !== 'fail') return inFact;
      const withLuck = await standing({ spf: perhaps, dkim: [...passed, ...unknown] });
      return withLuck.result === 'fail' ? inFact : { ...inFact, result: 'temperror' };
    };
    return { decided: undefined, dkim: 'unchecked', judge };
  }

  async #finish(): Promise<Reply | undefined> {
    await this.#isPrepared;
    const judgement = await this.#judgement;
    if (judgement === undefined) return undefined;
    if (judgement.decided !== undefined) return this.#conclude(judgement.decided, judgement.dkim);
    const outcome = (await this.#dkim?.end()) ?? { passed: [], unknown: [] };
    return this.#conclude(await judgement.judge(outcome), wordOf(this.#signers, outcome));
  }

  /** The verdict is reported once, and the same whenever it is asked for. */
  #conclude(standing: Standing, dkim: DkimWord): Reply | undefined {
    const reply = this.#options.mode === 'enforce' ? replyTo(standing) : undefined;
    if (this.#isOver) return reply;
    this.abort();
    this.#options.onVerdict({ messageId: this.#messageId, ...standing, spf: this.#spfWord, dkim });
    return reply;
  }

  #fail(error: unknown): Reply | undefined {
    if (!this.#isOver) this.#options.onError(error);
    this.abort();
    return this.#options.mode === 'enforce' ? replies.undecided : undefined;
  }
}

function replyTo(standing: Standing): Reply | undefined {
  if (isRefusal(standing)) return replies.refusedByPolicy;
  return isUndecided(standing) ? replies.undecided : undefined;
}

function wordOf(signers: readonly string[], { passed, unknown }: DkimOutcome): DkimWord {
  if (passed.length > 0) return 'pass';
  if (unknown.length > 0) return 'temperror';
  return signers.length > 0 ? 'fail' : 'none';
}
