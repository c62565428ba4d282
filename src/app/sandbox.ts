// SPDX-License-Identifier: MIT
/** The sandbox in place of a next hop. */
import type { WorkerChannel } from '../cluster/worker-channel.ts';
import type { ServiceContext } from './context.ts';

/** Where the sandbox takes mail, and what it has received. */
export type Sandbox = NonNullable<WorkerChannel['sandbox']>;

/** The sandbox where no next hop is configured: that of all workers, or one in this process. */
export async function openSandbox({
  config,
  channel,
  now,
  stack,
}: Pick<ServiceContext, 'config' | 'channel' | 'now' | 'stack'>): Promise<Sandbox | undefined> {
  if (channel !== undefined || config.nextHops.length > 0) return channel?.sandbox;
  const { createSandbox } = await import('../sandbox/sandbox.ts');
  const sandbox = await createSandbox(now);
  stack.defer(() => sandbox.close());
  return sandbox;
}
