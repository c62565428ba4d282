// SPDX-License-Identifier: MIT
import { writeOwnMail } from './write-own-mail.ts';

/** The words of a language. A body is paragraphs; one that begins with a blank is shown as it is. */
export interface QuestionTexts {
  readonly subject: (domain: string) => string;
  readonly body: (about: {
    readonly domain: string;
    /** The alias; nothing where its name is the asker's. */
    readonly address: string | undefined;
    readonly link: string;
  }) => readonly string[];
}

/** What a question is written from; nothing of it is a word of the asker's, but for the mailbox that it goes to. */
export interface QuestionLetter {
  /** As in RCPT. */
  readonly target: string;
  readonly address: string | undefined;
  /** Our domain, which it is from. */
  readonly domain: string;
  /** Of the page that takes the answer. */
  readonly link: string;
  /** RFC 5646. */
  readonly language: string;
  readonly texts: QuestionTexts;
  /** Name of this server, an id that is unique, and the date as a header field has it (RFC 5322 §3.3). */
  readonly hostname: string;
  readonly id: string;
  readonly date: string;
}

/** The question as one message. */
export function writeQuestion({ address, link, texts, target, ...rest }: QuestionLetter): Buffer {
  const { domain } = rest;
  // RFC 8058 §3.1 asks for HTTPS.
  const oneClick = link.startsWith('https:') ? ['List-Unsubscribe-Post: List-Unsubscribe=One-Click'] : [];
  return writeOwnMail({
    ...rest,
    to: target,
    subject: texts.subject(domain),
    body: texts.body({ domain, address, link }),
    fields: [`List-Unsubscribe: <${link}/never>`, ...oneClick],
  });
}
