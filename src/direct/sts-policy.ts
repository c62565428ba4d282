// SPDX-License-Identifier: MIT
/** The words of MTA-STS (RFC 8461): the record that announces a policy, and the policy. */

/** What a domain says of its mail servers. */
export interface StsPolicy {
  readonly mode: 'enforce' | 'testing' | 'none';
  /** Names of mail servers in lower case; `*.` in front stands for one label. */
  readonly mx: readonly string[];
  readonly maxAgeSeconds: number;
}

/** RFC 8461 §3.2: a year. */
const longestMaxAgeSeconds = 31_557_600;
/** More than any domain has patterns or lines in earnest. */
const maxLines = 256;

/** The id in the TXT records of `_mta-sts`, if there is exactly one record of the right version (RFC 8461 §3.1). */
export function parseStsRecord(records: readonly string[]): string | undefined {
  const [record, ...others] = records.filter((text) => /^v=STSv1[ \t]*;/.test(text));
  if (record === undefined || others.length > 0) return undefined;
  const fields = record.split(';').map((field) => field.trim());
  return fields
    .map((field) => /^id[ \t]*=[ \t]*([A-Za-z0-9]{1,32})$/.exec(field)?.[1])
    .find((id) => id !== undefined);
}

/** A policy as it is fetched (RFC 8461 §3.2); nothing where it is malformed. Of keys other than `mx` the first counts. */
export function parseStsPolicy(text: string): StsPolicy | undefined {
  const lines = text.split(/\r?\n/, maxLines + 1);
  if (lines.length > maxLines) return undefined;
  const fields = lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^([A-Za-z0-9][\w.-]{0,31})[ \t]*:(.*)$/.exec(line));
  if (fields.includes(null)) return undefined;
  const valuesOf = (key: string): string[] =>
    fields.flatMap((field) => (field?.[1] === key ? [field[2]?.trim() ?? ''] : []));
  const [version] = valuesOf('version');
  const [mode] = valuesOf('mode');
  const [maxAge = ''] = valuesOf('max_age');
  const mx = valuesOf('mx').map((name) => name.toLowerCase().replace(/\.$/, ''));
  if (version !== 'STSv1' || !/^\d{1,10}$/.test(maxAge)) return undefined;
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return undefined;
  if (mode !== 'none' && (mx.length === 0 || !mx.every((name) => name.length < 256 && mxPattern.test(name))))
    return undefined;
  return { mode, mx, maxAgeSeconds: Math.min(Number(maxAge), longestMaxAgeSeconds) };
}

/** Whether a policy allows a mail server of this name (RFC 8461 §4.1). */
export function allows({ mx }: StsPolicy, name: string): boolean {
  const parent = name.slice(name.indexOf('.'));
  return mx.some((pattern) => pattern === name || (pattern.startsWith('*.') && pattern.slice(1) === parent));
}

const mxPattern = /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
