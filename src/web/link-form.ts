// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { Html } from './html.ts';
import type { Visit } from './visit.ts';

/** A form that acts on an alias; its link, which authorises that, goes along as a field. */
export function linkForm({ href }: Visit, link: string, fields: Html, attributes: Html): Html {
  return html`<form method="post" action="${href('m')}"${attributes} novalidate><input type="hidden" name="link" value="${link}">${fields}</form>`;
}
