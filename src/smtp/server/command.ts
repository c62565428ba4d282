// SPDX-License-Identifier: MIT
import { isUtf8 } from 'node:buffer';
import { endOf, esmtpValue, isNonAscii, letDig } from '../wire/characters.ts';
import type { MailParameters, Path } from '../wire/envelope.ts';
import { mailParameter, noParameters, type ParameterFault } from '../wire/extensions.ts';
import type { Octets } from '../wire/line-splitter.ts';
import { parseForwardPath, parseReversePath } from '../wire/path.ts';
import type { Reply } from '../wire/reply.ts';
import { replies } from './replies.ts';

/** A command line, taken apart. */
export interface Command {
  /** In upper case. */
  readonly verb: string;
  /** What follows the verb, without the blanks around it. */
  readonly argument: string;
}

/**
 * A command line without its CRLF (RFC 5321 §4.1.1), or undefined when it holds control characters or is not UTF-8. Deviates
 * from it because some clients do: blanks may stand before the verb, and a tab is as good as a blank, but within quotes.
 */
export function parseCommand(line: Octets): Command | undefined {
  const { memory } = line;
  const end = textEnd(line);
  const start = afterBlankOctets(memory, line.start, end);
  const encoding = encodingOf(memory, start, end);
  if (encoding === undefined) return undefined;
  const verbEnd = endOfVerb(memory, start, end);
  const verb = upperCase(memory.toString(encoding, start, verbEnd));
  const argument = memory.toString(encoding, afterBlankOctets(memory, verbEnd, end), end);
  if (!argument.includes('\t')) return { verb, argument };
  return argument.includes('"') ? undefined : { verb, argument: argument.replaceAll('\t', ' ') };
}

/** What stands after `MAIL`. */
export interface MailArgument {
  readonly reversePath: Path;
  readonly parameters: MailParameters;
}

/**
 * The argument of MAIL (RFC 5321 §4.1.1.2), or the reply that refuses it. Deviates from RFC 5321 §3.3 because many clients do:
 * blanks after the colon are passed over. Of the parameters only SMTPUTF8 needs a session greeted with EHLO; the others ask
 * for nothing that HELO rules out.
 */
export function parseMailArgument(argument: string, isExtended: boolean): MailArgument | Reply {
  const from = pathStart(argument, 'FROM:');
  if (from === -1) return replies.badMailSyntax;
  const parsed = parseReversePath(argument, from);
  if (parsed === undefined) return replies.badReversePath;
  const parameters = parseMailParameters(argument.slice(parsed.end), isExtended);
  if ('code' in parameters) return parameters;
  if (!parameters.smtpUtf8 && !isAsciiText(argument)) return replies.needsSmtpUtf8;
  return { reversePath: parsed.path, parameters };
}

/** The argument of RCPT (RFC 5321 §4.1.1.3), or the reply that refuses it. We know no parameters. */
export function parseRcptArgument(argument: string, smtpUtf8: boolean): Path | Reply {
  const from = pathStart(argument, 'TO:');
  if (from === -1) return replies.badRcptSyntax;
  const parsed = parseForwardPath(argument, from);
  if (parsed === undefined) return replies.badForwardPath;
  const rest = argument.slice(parsed.end);
  if (rest !== '')
    return splitParameters(rest) === undefined ? replies.badParameter : replies.unknownParameter;
  if (!smtpUtf8 && !isAsciiText(parsed.path.text)) return replies.needsSmtpUtf8;
  return parsed.path;
}

/** Where the line ends once trailing white space is tolerated (RFC 5321 §4.1.1). */
function textEnd({ memory, start, end }: Octets): number {
  let textEnd = end;
  while (textEnd > start && (memory[textEnd - 1] === blank || memory[textEnd - 1] === tab)) textEnd -= 1;
  return textEnd;
}

/** How the octets are to be read: as ASCII, or as UTF-8; undefined when they hold control characters or are neither. */
function encodingOf(memory: Buffer, start: number, end: number): 'latin1' | 'utf8' | undefined {
  let bits = 0;
  for (let index = start; index < end; index += 1) {
    const octet = memory[index] ?? 0;
    if ((octet < 32 && octet !== tab) || octet === 127) return undefined;
    bits |= octet;
  }
  if (bits < 128) return 'latin1';
  return isUtf8(memory.subarray(start, end)) ? 'utf8' : undefined;
}

function endOfVerb(memory: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && memory[index] !== blank && memory[index] !== tab) index += 1;
  return index;
}

function afterBlankOctets(memory: Buffer, from: number, end: number): number {
  let index = from;
  while (index < end && (memory[index] === blank || memory[index] === tab)) index += 1;
  return index;
}

/** Most clients write verbs so; then the call that takes long is spared. */
function upperCase(text: string): string {
  for (let index = 0; index < text.length; index += 1)
    if (text.charCodeAt(index) > lastCapital) return text.toUpperCase();
  return text;
}

const blank = 32;
const tab = 9;
/** The code of `Z`. */
const lastCapital = 90;

function afterBlanks(text: string, from: number): number {
  let index = from;
  while (text[index] === ' ') index += 1;
  return index;
}

/** The index of the path after its keyword in any case, or -1. */
function pathStart(argument: string, keyword: string): number {
  if (!argument.startsWith(keyword) && argument.slice(0, keyword.length).toUpperCase() !== keyword) return -1;
  return afterBlanks(argument, keyword.length);
}

function parseMailParameters(text: string, isExtended: boolean): MailParameters | Reply {
  if (text === '') return noParameters;
  const parameters = splitParameters(text);
  if (parameters === undefined) return replies.badParameter;
  const taken = { ...noParameters };
  for (const [keyword, value] of parameters) {
    const take = mailParameter(keyword, isExtended);
    if (take === undefined) return replies.unknownParameter;
    const fault = take(value, taken);
    if (fault !== undefined) return parameterFaults[fault];
  }
  return taken;
}

const parameterFaults: Readonly<Record<ParameterFault, Reply>> = {
  badSyntax: replies.badParameter,
  notImplemented: replies.parameterNotImplemented,
};

/** `Mail-parameters` after the path, by keyword in upper case; undefined when ill-formed or given twice. */
function splitParameters(text: string): ReadonlyMap<string, string | undefined> | undefined {
  if (!text.startsWith(' ')) return undefined;
  const parameters = new Map<string, string | undefined>();
  for (const parameter of text.split(' ')) {
    if (parameter === '') continue;
    const equals = parameter.indexOf('=');
    const keyword = (equals === -1 ? parameter : parameter.slice(0, equals)).toUpperCase();
    const value = equals === -1 ? undefined : parameter.slice(equals + 1);
    if (!isKeyword(keyword) || !isValue(value) || parameters.has(keyword)) return undefined;
    parameters.set(keyword, value);
  }
  return parameters;
}

/** `esmtp-keyword` of RFC 5321 §4.1.2. */
function isKeyword(text: string): boolean {
  let index = endOf(letDig, text, 0);
  if (index === 0) return false;
  while (text[index] === '-') index = endOf(letDig, text, index + 1);
  return index === text.length;
}

/** `esmtp-value` of RFC 5321 §4.1.2, with UTF-8 as in RFC 6531 §3.3. */
function isValue(text: string | undefined): boolean {
  if (text === undefined) return true;
  for (
    let index = endOf(esmtpValue, text, 0);
    index < text.length;
    index = endOf(esmtpValue, text, index + 1)
  ) {
    if (!isNonAscii(text, index)) return false;
  }
  return text !== '';
}

function isAsciiText(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (isNonAscii(text, index)) return false;
  return true;
}
