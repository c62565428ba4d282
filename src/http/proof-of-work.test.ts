// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { createProofOfWork, type ProofOfWork, type ProofOfWorkOptions } from './proof-of-work.ts';
import { createRateLimiter } from './rate-limit.ts';

function proofs(more: Partial<ProofOfWorkOptions> = {}): ProofOfWork {
  const once = createRateLimiter({ points: 1, durationMs: 610_000 });
  return createProofOfWork({ secret: 'a secret', once, tries: 20, ...more });
}

type Challenge = Awaited<ReturnType<ProofOfWork['challenge']>>;

async function solved(challenge: Challenge): Promise<object> {
  const solution = await solveChallenge({ challenge, deriveKey });
  assert.ok(solution);
  return { challenge, solution };
}

const coded = (payload: object | string): string =>
  Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)).toString('base64');

suite('proof of work', () => {
  test('a solution is accepted once, by whichever process has made the puzzle', async () => {
    const once = createRateLimiter({ points: 1, durationMs: 610_000 });
    const [one, other] = [proofs({ once }), proofs({ once })];
    const solution = coded(await solved(await one.challenge()));
    assert.equal(await other.accepts(solution), true);
    for (const proof of [one, other]) assert.equal(await proof.accepts(solution), false);
    const atOnce = coded(await solved(await one.challenge()));
    const answers = await Promise.all([one.accepts(atOnce), other.accepts(atOnce), one.accepts(atOnce)]);
    assert.deepEqual(answers.sort(), [false, false, true]);
  });

  test('a puzzle that is over is worth nothing, and neither is one under another secret', async () => {
    const late = proofs({ validForMs: -1_000 });
    assert.equal(await late.accepts(coded(await solved(await late.challenge()))), false);
    const foreign = coded(await solved(await proofs({ secret: 'another' }).challenge()));
    assert.equal(await proofs().accepts(foreign), false);
  });

  test('what is easier than it was made, or not solved, or no solution at all is refused', async () => {
    const proof = proofs();
    const challenge = await proof.challenge();
    const { parameters } = challenge;
    const easier = [
      { ...challenge, parameters: { ...parameters, cost: 1 } },
      { ...challenge, parameters: { ...parameters, keyPrefix: '00' } },
      { ...challenge, parameters: { ...parameters, expiresAt: parameters.expiresAt + 1 } },
      { ...challenge, parameters: { ...parameters, nonce: `${parameters.nonce.slice(0, -2)}00` } },
    ];
    const wrong = [
      ...easier.map((one) => ({ challenge: one, solution: { counter: 0, derivedKey: '00'.repeat(32) } })),
      { challenge, solution: { counter: 0, derivedKey: '00'.repeat(32) } },
      { challenge, solution: { counter: 0, derivedKey: `${parameters.keyPrefix}${'00'.repeat(16)}` } },
      { challenge, solution: { counter: -1, derivedKey: 'zz' } },
      { challenge: { parameters }, solution: { counter: 0, derivedKey: '00' } },
      { challenge },
      'null',
      '[]',
      '{',
      '',
    ].map(coded);
    for (const text of [undefined, ...wrong, '%%%', 'A'.repeat(100_000)])
      assert.equal(await proof.accepts(text), false, text);
    assert.equal(await proof.accepts(coded(await solved(challenge))), true);
  });

  test('the work is about what it is said to be, and no key is told', async () => {
    const outcomes: string[] = [];
    const proof = proofs({ onOutcome: (outcome) => void outcomes.push(outcome) });
    const challenge = await proof.challenge();
    assert.equal(challenge.parameters.keyPrefix.length, 32);
    assert.equal(challenge.parameters.cost, 2_000);
    const bounded = await solveChallenge({ challenge, deriveKey });
    assert.ok(bounded && bounded.counter < 20);
    await proof.accepts('x');
    assert.deepEqual(outcomes, ['issued', 'refused']);
  });
});
