// SPDX-License-Identifier: MIT
/** Programs of the bench that run in processes of their own, and how they are asked. */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { end, pidOf, start } from './processes.ts';

/** A child program that answers requests one after the other. */
export interface Child<Request, Answer> {
  readonly pid: number;
  ask(request: Request): Promise<Answer>;
  end(): Promise<void>;
}

/** Starts a program of the bench by its file. */
export function startChild<Request extends object, Answer>(file: URL): Child<Request, Answer> {
  const child = start(process.execPath, [fileURLToPath(file)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    pid: pidOf(child),
    ask: (request) => answerTo<Answer>(child, request),
    end: () => end(child),
  };
}

/** The other side: answers each request of the process that started this one, and ends with it. */
export function serveParent<Request, Answer>(answer: (request: Request) => Promise<Answer>): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (request: Request) => {
    answer(request).then(
      (value) => process.send?.({ value }),
      (error) => process.send?.({ failure: error instanceof Error ? error.stack : String(error) }),
    );
  });
}

function answerTo<Answer>(child: ChildProcess, request: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
    };
    const onMessage = (message: { value: Answer } | { failure: string }): void => {
      settle();
      if ('failure' in message) reject(new Error(message.failure));
      else resolve(message.value);
    };
    const onExit = (): void => {
      settle();
      reject(new Error(`${child.spawnargs.join(' ')} ended`));
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send(request);
  });
}
