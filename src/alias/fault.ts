// SPDX-License-Identifier: MIT
type None = Readonly<Record<never, never>>;

/** Every code of a fault, with what its words name. The words are in the catalogue of each language. */
interface FaultCodes {
  /** The field must be there. */
  readonly required: None;
  readonly invalid: None;
  readonly unknownField: None;
  readonly notAnObject: None;
  readonly notText: None;
  readonly notAChoice: { readonly values: readonly string[] };
  /** Another field says something else of the same. */
  readonly contradicts: { readonly other: string };
  readonly notTogether: { readonly other: string };

  readonly notAnAddress: None;
  readonly localPartNotAscii: None;
  readonly notPlain: None;
  readonly domainNotFull: None;
  readonly addressTooLong: { readonly max: number };
  readonly ownDomain: None;
  readonly targetNotServed: None;
  /** DNS says for certain that nothing can be delivered there. */
  readonly takesNoMail: None;
  /** A key has the target already. */
  readonly targetOfKey: None;

  readonly nameLength: { readonly min: number; readonly max: number };
  readonly nameCharacters: None;
  readonly nameEnds: None;
  readonly nameDots: None;
  readonly nameReserved: None;
  /** Nothing is wrong with the value, but an alias, living or dead, has that name. */
  readonly nameTaken: None;
  readonly domainUnknown: { readonly domains: readonly string[] };
  readonly noteTooLong: { readonly max: number };
  readonly noteControl: None;

  readonly limitRequired: None;
  readonly notACount: None;
  /** A whole number from `min` to `max` is wanted. */
  readonly outOfRange: { readonly min: number; readonly max: number };
  readonly notDays: None;
  readonly notADuration: None;
  /** Years or months, whose length varies. */
  readonly calendarDuration: None;
  readonly notAnInstant: None;
  readonly zeroDuration: None;
  readonly notInFuture: None;
  readonly tooManyUses: { readonly max: number };
  readonly tooLong: { readonly maxDays: number };
  /** Counted from `validFrom`, it ends too late. */
  readonly tooLongFromStart: { readonly maxDays: number };
  readonly notAfterStart: None;
  readonly belowSpent: None;
  readonly endsAtOnce: None;
  /** The owner of the target has yet to agree. */
  readonly unconfirmed: None;
}

/** What is wrong with a value. */
export type FaultCode = keyof FaultCodes;

/** A fault of one code, as data. */
export interface FaultOf<Code extends FaultCode> {
  readonly code: Code;
  readonly params: FaultCodes[Code];
}

/** A fault as data. */
export type Fault = { [Code in FaultCode]: FaultOf<Code> }[FaultCode];

/** One mistake in a request, named by its field. */
export type FieldFault = Fault & { readonly field: string };

/** The words of a language for every fault. */
export type FaultTexts = { readonly [Code in FaultCode]: (params: FaultCodes[Code]) => string };

/** A fault in the words of a catalogue. */
export function formatFault<Code extends FaultCode>(
  texts: FaultTexts,
  { code, params }: FaultOf<Code>,
): string {
  return texts[code](params);
}
