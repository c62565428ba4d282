// SPDX-License-Identifier: MIT
/** What the script in a page asks the background, and the answer. */
export interface AddressRequest {
  readonly ask: 'mayAppear' | 'address';
}
/** To `mayAppear` nothing but whether it may. */
export interface AddressAnswer {
  readonly isAllowed?: boolean;
  readonly address?: string;
  readonly fault?: string;
}
