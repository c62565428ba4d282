// SPDX-License-Identifier: MIT
/** Parameters of MAIL FROM that the server understands (RFC 1870, 6152, 6531). */
export interface MailParameters {
  /** SIZE= in octets, when declared. */
  readonly size: number | undefined;
  readonly body: '7BIT' | '8BITMIME' | undefined;
  readonly smtpUtf8: boolean;
}

/** MAIL without any. */
export const noParameters: MailParameters = { size: undefined, body: undefined, smtpUtf8: false };

/** What a server's offer depends on. */
export interface OfferTerms {
  /** In octets; `Infinity` for no limit. */
  readonly maxMessageSize: number;
  /** Of one transaction; `Infinity` for no limit. */
  readonly maxRecipients: number;
  /** Whether STARTTLS is to be had: there is a certificate, and the session is in clear. */
  readonly canStartTls: boolean;
}

/** Why a parameter of MAIL is not taken: its syntax is wrong, or its value is none that we know. */
export type ParameterFault = 'badSyntax' | 'notImplemented';

/** A parameter of MAIL, from the client to the next hop. */
interface MailParameter {
  readonly keyword: string;
  /** Notes what the value says, or tells why it is not taken. `value` is undefined where there is no `=`. */
  readonly take: (value: string | undefined, taken: Mutable<MailParameters>) => ParameterFault | undefined;
  /** Whether it means nothing in a session greeted with HELO. The others ask for nothing that HELO rules out. */
  readonly needsEhlo?: boolean;
  /** What MAIL says at a next hop that offers the extension; nothing where it need not be said. */
  readonly format?: (parameters: Partial<MailParameters>) => string | undefined;
  /** Whether a next hop cannot take what needs this: `offered` is what stands behind the keyword in its offer, undefined without one. */
  readonly isUnfit?: (parameters: MailParameters, offered: string | undefined) => boolean;
}

/** An extension of SMTP (RFC 5321 §2.2). */
interface Extension {
  readonly keyword: string;
  /** What stands behind the keyword in the reply to EHLO; undefined where it is not offered on these terms. */
  readonly offer: (terms: OfferTerms) => string | undefined;
  readonly parameter?: MailParameter;
}

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

const always = (): string => '';
const never = (): undefined => undefined;

/**
 * Every extension, in the order in which it is offered. To add one, add a row, and a field to `MailParameters` where its
 * parameter carries something; only a new command needs more (`server/commands.ts`).
 */
const extensions: readonly Extension[] = [
  { keyword: 'PIPELINING', offer: always },
  {
    keyword: 'SIZE',
    // RFC 1870 §4: 0 stands for no limit.
    offer: ({ maxMessageSize }) => String(Number.isFinite(maxMessageSize) ? maxMessageSize : 0),
    parameter: {
      keyword: 'SIZE',
      take(value, taken) {
        // RFC 1870 §6: 1*20DIGIT.
        if (value === undefined || !/^\d{1,20}$/.test(value)) return 'badSyntax';
        taken.size = Number(value);
        return undefined;
      },
      format: ({ size }) => (size === undefined ? undefined : `SIZE=${size}`),
      isUnfit({ size }, offered) {
        const limit = Number(offered || 0);
        return size !== undefined && limit > 0 && size > limit;
      },
    },
  },
  {
    keyword: '8BITMIME',
    offer: always,
    parameter: {
      keyword: 'BODY',
      take(value, taken) {
        const body = value?.toUpperCase();
        if (body !== '7BIT' && body !== '8BITMIME')
          return value === undefined ? 'badSyntax' : 'notImplemented';
        taken.body = body;
        return undefined;
      },
      format: ({ body }) => (body === '8BITMIME' ? 'BODY=8BITMIME' : undefined),
    },
  },
  {
    keyword: 'SMTPUTF8',
    offer: always,
    parameter: {
      keyword: 'SMTPUTF8',
      take(value, taken) {
        if (value !== undefined) return 'badSyntax';
        taken.smtpUtf8 = true;
        return undefined;
      },
      needsEhlo: true,
      format: ({ smtpUtf8 }) => (smtpUtf8 ? 'SMTPUTF8' : undefined),
      // RFC 6531 §3.5.
      isUnfit: ({ smtpUtf8 }, offered) => smtpUtf8 && offered === undefined,
    },
  },
  { keyword: 'ENHANCEDSTATUSCODES', offer: always },
  {
    keyword: 'LIMITS',
    // RFC 9422 §3: what the client need not find out by 452.
    offer: ({ maxRecipients }) => (Number.isFinite(maxRecipients) ? `RCPTMAX=${maxRecipients}` : undefined),
  },
  {
    keyword: 'AUTH',
    offer: never,
    parameter: {
      keyword: 'AUTH',
      // RFC 4954 §5: who first submitted it is not for us to believe, so that every value is as good as `<>`.
      take: (value) => (value === undefined ? 'badSyntax' : undefined),
    },
  },
  { keyword: 'HELP', offer: always },
  { keyword: 'STARTTLS', offer: ({ canStartTls }) => (canStartTls ? '' : undefined) },
];

const byParameter: ReadonlyMap<string, MailParameter> = new Map(
  extensions.flatMap(({ parameter }) => (parameter === undefined ? [] : [[parameter.keyword, parameter]])),
);

/** The lines that offer extensions in the reply to EHLO, without code (RFC 5321 §4.1.1.1). */
export function offeredOn(terms: OfferTerms): string[] {
  return extensions.flatMap(({ keyword, offer }) => {
    const behind = offer(terms);
    return behind === undefined ? [] : [behind === '' ? keyword : `${keyword} ${behind}`];
  });
}

/** A parameter of MAIL by its keyword in upper case; nothing where it is unknown in such a session. */
export function mailParameter(keyword: string, isExtended: boolean): MailParameter['take'] | undefined {
  const parameter = byParameter.get(keyword);
  return parameter?.needsEhlo && !isExtended ? undefined : parameter?.take;
}

/** The parameters of MAIL at a next hop that offers `offered`, keyword by keyword, each with a blank before it. */
export function formatParameters(
  parameters: Partial<MailParameters>,
  offered: ReadonlyMap<string, string>,
): string {
  let text = '';
  for (const { keyword, parameter } of extensions) {
    const said = offered.has(keyword) ? parameter?.format?.(parameters) : undefined;
    if (said !== undefined) text += ` ${said}`;
  }
  return text;
}

/**
 * The keyword of an extension for whose sake a next hop that offers `offered` cannot take a message that needs what these
 * parameters say; nothing when it can. 8BITMIME is none: many declare it always, and only the message shows whether it needs it.
 */
export function unfitExtension(
  parameters: MailParameters,
  offered: ReadonlyMap<string, string>,
): string | undefined {
  return extensions.find(({ keyword, parameter }) => parameter?.isUnfit?.(parameters, offered.get(keyword)))
    ?.keyword;
}
