// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { Html } from './html.ts';
import type { Visit } from './visit.ts';

/** What a form has that asks without a key, where that takes proof of work: a field for the script, and words. */
export function makingProofField(visit: Visit): Html {
  const { site, text } = visit;
  if (site.proof === undefined) return html``;
  return html`${proofField(visit)}
<noscript><p class="notice">${text.proof.needsScript}</p></noscript>`;
}

/** The same without a word to those who have no script, whom the answer tells. */
export function proofField({ site, text: { proof } }: Visit): Html {
  if (site.proof === undefined) return html``;
  return html`<input type="hidden" name="proof" value="" autocomplete="off">
<p class="hint" role="status" data-proof data-working="${proof.working}" data-failed="${proof.failed}" data-insecure="${proof.insecure}"></p>`;
}

/**
 * The attributes that tell the script of such a form. One that came without proof, as when it is sent before the script is there, the
 * script sends again by itself.
 */
export function proofAttribute({ site, root, text }: Visit, failure: string | undefined): Html {
  if (site.proof === undefined) return html``;
  return html` data-challenge="${root}challenge"${failure === text.proof.missing ? html` data-again` : ''}`;
}

/** Why a form is not taken that lacks the proof it takes; nothing where it has it. */
export async function proofFailure(
  { site: { proof }, text }: Visit,
  fields: URLSearchParams,
): Promise<string | undefined> {
  const sent = fields.get('proof') || undefined;
  if (proof === undefined || (await proof.accepts(sent))) return undefined;
  return sent === undefined ? text.proof.missing : text.proof.refused;
}
