// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { ClientError } from '../../../src/smtp/client/error.ts';

/** The `ClientError` that a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<ClientError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ClientError, `a ClientError, not ${error}`);
  return error;
}
