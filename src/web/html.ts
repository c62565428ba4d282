// SPDX-License-Identifier: MIT
import type { html } from 'hono/html';

/** HTML whose values have been escaped. */
export type Html = ReturnType<typeof html>;
