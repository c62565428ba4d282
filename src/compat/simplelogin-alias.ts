// SPDX-License-Identifier: MIT
import type { AliasView } from '../alias/service.ts';
import { formatTime } from './answers.ts';
import { idsOf } from './ids.ts';

/** The mailbox that mail is passed on to, as SimpleLogin's clients know it. */
export function mailboxOf(keyText: string, target: string) {
  return { id: idsOf(keyText, 'mailbox', target).number, email: target };
}

/** An alias as SimpleLogin's clients know it; what ends it is beside that, for whoever looks. */
export function simpleLoginAlias(keyText: string, view: AliasView) {
  const mailbox = mailboxOf(keyText, view.target);
  return {
    id: idsOf(keyText, 'alias', view.address).number,
    email: view.address,
    alias: view.address,
    enabled: view.state === 'active',
    note: view.note === '' ? null : view.note,
    name: null,
    mailbox,
    mailboxes: [mailbox],
    nb_forward: view.delivered,
    nb_block: 0,
    nb_reply: 0,
    latest_activity: null,
    pinned: view.isPinned,
    disable_pgp: false,
    support_pgp: false,
    creation_date: `${formatTime(view.createdAt)}+00:00`,
    creation_timestamp: Math.floor(view.createdAt / 1000),
    expires_at: view.validUntil === null ? null : formatTime(view.validUntil),
    uses_left: view.usesLeft,
    max_uses: view.maxUses,
  };
}
