// SPDX-License-Identifier: MIT
// Solves the puzzle that the service asks of whoever makes an alias without a key, while the form is filled in. Each try is native code of the browser (PBKDF2)
// on threads of its own, so the page stays as quick as ever. Builds no HTML from text.

const goodForMs = 540_000;
const lanes = Math.min(4, navigator.hardwareConcurrency || 1);
const puzzleOf = new WeakMap();

for (const event of ['input', 'focusin'])
  document.addEventListener(event, ({ target }) => {
    const form = target.closest?.('form[data-challenge]');
    if (form) start(form);
  });
// Before all other listeners: what they do with the form is done once there is a proof.
document.addEventListener('submit', hold, true);
// Whoever comes back finds the form as it was sent, with a proof that is used up.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-challenge]')) forget(form);
});

// Sent before this script was there: nothing is missing but the proof.
for (const form of document.querySelectorAll('form[data-challenge][data-again]')) form.requestSubmit();

function start(form) {
  const known = puzzleOf.get(form);
  if (known && performance.now() < known.until) return known.proof;
  const proof = solve(form.dataset.challenge);
  // Told when the form is sent, and tried again then.
  proof.catch(() => puzzleOf.delete(form));
  puzzleOf.set(form, { proof, until: performance.now() + goodForMs });
  return proof;
}

function forget(form) {
  puzzleOf.delete(form);
  form.elements.namedItem('proof').value = '';
}

async function hold(event) {
  const form = event.target;
  if (!form.dataset?.challenge || form.elements.namedItem('key')?.value) return;
  const field = form.elements.namedItem('proof');
  if (field.value) {
    // The browser takes the fields as soon as all listeners have had their say.
    setTimeout(() => forget(form));
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.ariaBusy === 'true') return;
  const status = form.querySelector('[data-proof]');
  form.ariaBusy = 'true';
  status.textContent = status.dataset.working;
  try {
    const proof = await start(form);
    // A form that is just being sent cannot be sent again, and where the proof was there already, it still is.
    await new Promise((resolve) => setTimeout(resolve));
    field.value = proof;
    status.textContent = '';
    form.ariaBusy = null;
    form.requestSubmit(event.submitter);
  } catch {
    form.ariaBusy = null;
    status.textContent = globalThis.isSecureContext ? status.dataset.failed : status.dataset.insecure;
  }
}

async function solve(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the puzzle is not to be had: ${response.status}`);
  const challenge = await response.json();
  const { parameters } = challenge;
  for (let first = 0; first < 1e6; first += lanes) {
    const tried = await Promise.all(
      Array.from({ length: lanes }, (_, lane) => derive(parameters, first + lane)),
    );
    const lane = tried.findIndex((key) => key.startsWith(parameters.keyPrefix));
    if (lane < 0) continue;
    const solution = { counter: first + lane, derivedKey: tried[lane] };
    return btoa(JSON.stringify({ challenge, solution }));
  }
  throw new Error('the puzzle has no solution');
}

async function derive({ nonce, salt, cost, keyLength }, counter) {
  const password = new Uint8Array(nonce.length / 2 + 4);
  password.set(octetsOf(nonce));
  new DataView(password.buffer).setUint32(nonce.length / 2, counter);
  const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
  const work = { name: 'PBKDF2', hash: 'SHA-256', salt: octetsOf(salt), iterations: cost };
  const derived = new Uint8Array(await crypto.subtle.deriveBits(work, key, keyLength * 8));
  return Array.from(derived, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

function octetsOf(text) {
  return Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));
}
