// SPDX-License-Identifier: MIT
/**
 * A message in transfer form as it stands behind our header fields, told by a rule that was written independently: mailbox
 * lines at its beginning become fields, and what then is no header becomes the body.
 */
export function behindOurFields(message: string): string {
  const [mailboxLine] = /^>*From .*\r\n/.exec(message) ?? [];
  if (mailboxLine !== undefined)
    return `X-Mailbox-Line: ${mailboxLine}${behindOurFields(message.slice(mailboxLine.length))}`;
  return /^(?:$|\r\n|[!-9;-~]+[ \t]*:)/.test(message) ? message : `\r\n${message}`;
}
