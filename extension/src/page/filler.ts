// SPDX-License-Identifier: MIT
import { isFillable } from './email-field.ts';
import { fillIn } from './fill-in.ts';
import { findEmailField, focusedField } from './find-field.ts';
import { showNotice } from './notice.ts';

const field = () => {
  const focused = focusedField();
  return focused !== undefined && isFillable(focused) ? focused : findEmailField(document);
};

globalThis.mayflyFiller = {
  find() {
    const found = field();
    if (found === undefined) return 'none';
    return found === focusedField() ? 'focused' : 'present';
  },
  fill(address) {
    const found = field();
    if (found !== undefined) fillIn(found, address);
    return found !== undefined;
  },
  say: showNotice,
};
