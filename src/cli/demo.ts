// SPDX-License-Identifier: MIT
import type { Api } from './api.ts';
import { CommandError, type Send, type SmtpExchange } from './deps.ts';
import { formatExchange } from './format.ts';
import { formatMessage } from './message.ts';

/** What the demonstration runs against. */
export interface DemoStage {
  readonly api: Api;
  readonly send: Send;
  readonly smtp: { readonly host: string; readonly port: number };
  readonly clientName: string;
  readonly target: string;
  /** Takes each line as it happens. */
  readonly tell: (line: string) => void;
}

/** What happened to each message. */
export interface DemoOutcome {
  readonly address: string;
  readonly messages: readonly (readonly SmtpExchange[])[];
}

/**
 * An alias of three uses receives four messages. Throws `CommandError` unless three were accepted and the fourth was
 * refused with 550 at RCPT TO; an alias that is left over is destroyed.
 */
export async function runDemo(stage: DemoStage): Promise<DemoOutcome> {
  const alias = await stage.api.create({ target: stage.target, maxUses: 3, days: 1, note: 'demo' });
  if (alias.state === 'unconfirmed') {
    await stage.api.destroy(alias.address, alias.manageToken).catch(() => undefined);
    throw new CommandError(
      'the owner of the target has to agree first (MAYFLY_CONFIRM): the demonstration is for the sandbox',
    );
  }
  stage.tell(`alias ${alias.address} of ${stage.target}, for three messages`);
  const messages: (readonly SmtpExchange[])[] = [];
  try {
    for (const count of [1, 2, 3, 4]) messages.push(await sendOne(stage, alias.address, count));
  } finally {
    if (!isAsPromised(messages))
      await stage.api.destroy(alias.address, alias.manageToken).catch(() => undefined);
  }
  if (!isAsPromised(messages))
    throw new CommandError('that is not what should have happened: three delivered, one 550');
  stage.tell('three delivered, the fourth refused: the alias is gone for good');
  return { address: alias.address, messages };
}

async function sendOne(stage: DemoStage, recipient: string, count: number): Promise<readonly SmtpExchange[]> {
  const sender = 'shop@shop.example';
  const content = formatMessage({ sender, recipient, subject: `Demo message ${count}`, sentAt: new Date() });
  const { smtp, clientName } = stage;
  const exchanges = await stage.send({
    ...smtp,
    clientName,
    reversePath: sender,
    forwardPath: recipient,
    content,
  });
  const last = exchanges.at(-1);
  stage.tell(`message ${count}: ${last === undefined ? 'no reply' : formatExchange(last)}`);
  return exchanges;
}

function isAsPromised(messages: readonly (readonly SmtpExchange[])[]): boolean {
  const [refused, ...delivered] = messages.map((exchanges) => exchanges.at(-1)).toReversed();
  const isRefused = refused?.command === 'RCPT' && refused.code === 550;
  return (
    isRefused &&
    delivered.length === 3 &&
    delivered.every((last) => last?.command === '.' && last.code === 250)
  );
}
