// SPDX-License-Identifier: MIT
import type { AliasView } from '../alias/service.ts';
import { formatTime } from './answers.ts';
import { idsOf } from './ids.ts';

/** An alias as addy.io's clients know it; what ends it is beside that, for whoever looks. */
export function addyAlias(keyText: string, view: AliasView) {
  const at = view.address.lastIndexOf('@');
  return {
    id: idsOf(keyText, 'alias', view.address).uuid,
    user_id: idsOf(keyText, 'key').uuid,
    aliasable_id: null,
    aliasable_type: null,
    local_part: view.address.slice(0, at),
    extension: null,
    domain: view.address.slice(at + 1),
    email: view.address,
    active: view.state === 'active',
    pinned: view.isPinned,
    description: view.note === '' ? null : view.note,
    from_name: null,
    attached_recipients_only: false,
    emails_forwarded: view.delivered,
    emails_blocked: 0,
    emails_replied: 0,
    emails_sent: 0,
    recipients: [],
    last_forwarded: timeOf(view.lastDeliveryAt),
    last_blocked: null,
    last_replied: null,
    last_sent: null,
    created_at: formatTime(view.createdAt),
    updated_at: formatTime(view.lastDeliveryAt ?? view.createdAt),
    deleted_at: null,
    expires_at: timeOf(view.validUntil),
    uses_left: view.usesLeft,
    max_uses: view.maxUses,
  };
}

function timeOf(at: number | null): string | null {
  return at === null ? null : formatTime(at);
}
