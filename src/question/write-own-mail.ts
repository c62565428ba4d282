// SPDX-License-Identifier: MIT
/** What a message of our own is written from. */
export interface OwnMail {
  /** Our domain, which it is from. */
  readonly domain: string;
  /** The mailbox that it names as its recipient. */
  readonly to: string;
  readonly subject: string;
  /** Paragraphs; one that begins with a blank is shown as it is. */
  readonly body: readonly string[];
  /** Lines of further fields. */
  readonly fields: readonly string[];
  /** RFC 5646. */
  readonly language: string;
  /** Name of this server, an id that is unique, and the date as a header field has it (RFC 5322 §3.3). */
  readonly hostname: string;
  readonly id: string;
  readonly date: string;
}

/** One message of plain text that a program has written. Lines end in CRLF, and all of it is ASCII, so that every way onwards takes it. */
export function writeOwnMail(mail: OwnMail): Buffer {
  const lines = mail.body.flatMap((paragraph) => ['', ...wrapped(paragraph)]);
  const body = [...lines.slice(1), ''].join('\r\n');
  const isPlain = isAscii(body);
  return Buffer.from(
    [
      `From: Mayfly <no-reply@${mail.domain}>`,
      `To: <${mail.to}>`,
      `Subject: ${unstructured(mail.subject)}`,
      `Date: ${mail.date}`,
      `Message-ID: <${mail.id}@${mail.hostname}>`,
      'Auto-Submitted: auto-generated',
      ...mail.fields,
      `Content-Language: ${mail.language}`,
      'MIME-Version: 1.0',
      `Content-Type: text/plain; charset=${isPlain ? 'us-ascii' : 'utf-8'}`,
      `Content-Transfer-Encoding: ${isPlain ? '7bit' : 'quoted-printable'}`,
      '',
      isPlain ? body : quotedPrintable(body),
    ].join('\r\n'),
  );
}

function isAscii(text: string): boolean {
  return [...text].every((character) => character < '\x80');
}

/** Of UTF-8 in one encoded word: with `Subject: ` before it, a line has at most 76 characters (RFC 2047 §2). */
const octetsPerWord = 39;

/** The value of a field, beyond ASCII in encoded words (RFC 2047), none of which cuts a character. */
function unstructured(text: string): string {
  if (isAscii(text)) return text;
  const words = [''];
  for (const character of text) {
    const longer = (words.at(-1) ?? '') + character;
    if (Buffer.byteLength(longer) > octetsPerWord) words.push(character);
    else words[words.length - 1] = longer;
  }
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

const lineLength = 72;

function wrapped(paragraph: string): string[] {
  if (paragraph.startsWith(' ')) return [paragraph];
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > lineLength) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** RFC 2045 §6.7: lines of at most 76 characters, soft line breaks between octets. */
function quotedPrintable(text: string): string {
  return text
    .split('\r\n')
    .map((line) => softWrapped([...Buffer.from(line)].map(encodedOctet)))
    .join('\r\n');
}

function encodedOctet(octet: number, at: number, all: readonly number[]): string {
  const isBlankAtEnd = (octet === 0x20 || octet === 0x09) && at === all.length - 1;
  const isPlain = octet >= 0x20 && octet <= 0x7e && octet !== 0x3d && !isBlankAtEnd;
  return isPlain ? String.fromCharCode(octet) : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}

function softWrapped(units: readonly string[]): string {
  let [all, line] = ['', ''];
  for (const unit of units) {
    if (line.length + unit.length > 75) {
      all += `${line}=\r\n`;
      line = '';
    }
    line += unit;
  }
  return all + line;
}
