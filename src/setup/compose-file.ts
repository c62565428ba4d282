// SPDX-License-Identifier: MIT
import type { Answers } from './answers.ts';

/** `.env` beside compose.yaml: what that file asks for. */
export function formatComposeEnvironment(answers: Answers): string {
  const { domain, hostname, target, nextHop, publicUrl, acme, create } = answers;
  const rows = {
    MAYFLY_DOMAINS: domain,
    MAYFLY_HOSTNAME: hostname,
    MAYFLY_NEXT_HOP: nextHop,
    MAYFLY_POSTMASTER: target,
    MAYFLY_PUBLIC_URL: publicUrl,
    MAYFLY_CREATE: create,
    ...(acme !== undefined && { MAYFLY_ACME: acme }),
  };
  return Object.entries(rows)
    .map(([name, value]) => `${name}='${value.replaceAll("'", "\\'")}'\n`)
    .join('');
}
