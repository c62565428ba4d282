// SPDX-License-Identifier: MIT
import type { FaultTexts } from '../../alias/fault.ts';

/** Faults in English. Each text goes on from the name of its field, or from "This", and has no full stop. */
export const enFaults: FaultTexts = {
  required: () => 'is required',
  invalid: () => 'is not possible here',
  unknownField: () => 'is not a field of this request',
  notAnObject: () => 'must be a JSON object',
  notText: () => 'must be text',
  notAChoice: ({ values }) => `must be ${values.join(' or ')}`,
  contradicts: ({ other }) => `contradicts ${other}; give one of them`,
  notTogether: ({ other }) => `cannot be given together with ${other}`,

  notAnAddress: () => 'must be a mail address such as name@example.org',
  localPartNotAscii: () => 'must have only ASCII characters before the @',
  notPlain: () => 'must be a plain address: name@domain, without quotes or spaces',
  domainNotFull: () => 'must have a full domain name after the @, such as example.org',
  addressTooLong: ({ max }) => `must be at most ${max} characters long`,
  ownDomain: () => 'must not be at a domain of this service',
  targetNotServed: () => 'is not one that this service passes mail on to',
  takesNoMail: () => 'must be at a domain that takes mail: this one does not exist, or takes none',
  targetOfKey: () => 'must be left out with a key, which has its own',

  nameLength: ({ min, max }) => `must have ${min} to ${max} characters`,
  nameCharacters: () => 'may only have letters a-z, digits, dots, hyphens and underscores',
  nameEnds: () => 'must begin and end with a letter or a digit',
  nameDots: () => 'must not have two dots in a row',
  nameReserved: () => 'is reserved',
  nameTaken: () => 'is taken',
  domainUnknown: ({ domains }) => `must be one of ${domains.join(', ')}`,
  noteTooLong: ({ max }) => `must have at most ${max} characters`,
  noteControl: () => 'must not have control characters or line breaks',

  limitRequired: () => 'is required, or days, validFor, validUntil or idleFor in its place',
  notACount: () => 'must be a whole number of 1 or more',
  outOfRange: ({ min, max }) => `must be a whole number from ${min} to ${max}`,
  notDays: () => 'must be a number of days above 0',
  notADuration: () => 'must be an ISO 8601 duration, such as P3D, PT12H or P1DT6H',
  calendarDuration: () => 'must not have years or months, whose length varies; use days, such as P30D',
  notAnInstant: () => 'must be an RFC 3339 instant with an offset, such as 2027-01-31T12:00:00Z',
  zeroDuration: () => 'must be longer than zero',
  notInFuture: () => 'must be in the future',
  tooManyUses: ({ max }) => `must be at most ${max}, the maximum of this service`,
  tooLong: ({ maxDays }) => `must be within ${maxDays} days, the maximum of this service`,
  tooLongFromStart: ({ maxDays }) =>
    `counted from validFrom must be within ${maxDays} days, the maximum of this service`,
  notAfterStart: () => 'must be after validFrom',
  belowSpent: () => 'must not be less than the uses already spent',
  endsAtOnce: () => 'would end the alias at once; destroy it instead',
  unconfirmed: () => 'cannot be changed before the owner of the real address has agreed',
};
