// SPDX-License-Identifier: MIT
/** What Node would decide for us, decided here for the whole process; docs/platform-defaults.md lists it with what we leave to Node. */
import {
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout,
} from 'node:net';
import { connectAttempts } from '../base/connect-attempts.ts';

/** Sets them: for every connection by name that libraries make (Redis, rspamd, `fetch`). Longer waits set by NODE_OPTIONS stay. */
export function setPlatformDefaults(): void {
  const present = getDefaultAutoSelectFamilyAttemptTimeout();
  setDefaultAutoSelectFamily(connectAttempts.autoSelectFamily);
  setDefaultAutoSelectFamilyAttemptTimeout(Math.max(present, connectAttempts.autoSelectFamilyAttemptTimeout));
}
