// SPDX-License-Identifier: MIT
import type { TextField } from './fill-in.ts';

/** Which fields of a page are for an e-mail address that someone gives away, and not for one to log in with. */

const textTypes = ['email', 'text', 'search', 'url', 'tel'];

/** Whether an address can be written into it at all; never into a password. */
export function isFillable(field: TextField): boolean {
  const isText = field instanceof HTMLTextAreaElement || textTypes.includes(field.type);
  return isText && !field.disabled && !field.readOnly && field.checkVisibility({ visibilityProperty: true });
}

/** Whether it asks for an address, and not in order to log in or to pay. */
export function isEmailField(field: HTMLInputElement): boolean {
  return asksForAddress(field) && !isOfCard(field) && !isOfLogIn(field);
}

function asksForAddress(field: HTMLInputElement): boolean {
  if (!['email', 'text'].includes(field.type)) return false;
  const tokens = tokensOf(field);
  if (field.type === 'email' || tokens.includes('email')) return true;
  if (tokens.some((token) => token !== 'on' && token !== 'off')) return false;
  return addressWords.test(nameOf(field)) && !otherWords.test(nameOf(field));
}

/** Of a card or a code, whatever else it says. */
function isOfCard(field: HTMLInputElement): boolean {
  const isCard = (token: string): boolean => token.startsWith('cc-') || token === 'one-time-code';
  return tokensOf(field).some(isCard) || cardWords.test(`${field.name} ${field.id}`);
}

/**
 * A form to log in has a password that exists already, or says so in its words. Where a form with one password says nothing
 * either way, it counts as one to log in: a button too few harms nobody, while an alias there locks people out.
 */
function isOfLogIn(field: HTMLInputElement): boolean {
  const form = formOf(field);
  const fields = [...form.querySelectorAll('input')];
  const tokens = fields.flatMap(tokensOf);
  if (tokens.includes('new-password')) return false;
  if (tokens.includes('current-password')) return true;
  if (tokensOf(field).some((token) => token === 'username' || token === 'webauthn')) return true;
  const passwords = fields.filter(({ type }) => type === 'password').length;
  if (passwords > 1) return false;
  const words = wordsOf(form);
  if (signUpWords.test(words)) return false;
  return passwords === 1 || logInWords.test(words);
}

const addressWords = /e-?_?mail|courriel|correo/i;
const otherWords = /search|such|subject|betreff|code|filter/i;
const cardWords = /card|karte|cvc|cvv|iban/i;
const logInWords = /log[\s_-]?[io]n|sign[\s_-]?in|anmeld|einlogg|password reset|passwort vergessen/i;
const signUpWords =
  /sign[\s_-]?up|regist(er|r)|creat|join|subscri|newsletter|konto (erstell|anleg)|neues konto|abonn|bestell|checkout/i;

function tokensOf(field: HTMLInputElement): string[] {
  return field.autocomplete.toLowerCase().split(/\s+/).filter(Boolean);
}

function nameOf(field: HTMLInputElement): string {
  const labels = [...(field.labels ?? [])].map(({ textContent }) => textContent);
  return [field.name, field.id, field.placeholder, field.ariaLabel, ...labels].join(' ');
}

/** The form of a field, or what stands for one: the nearest element around it that has a button. */
function formOf(field: HTMLInputElement): Element {
  if (field.form !== null) return field.form;
  let around = field.parentElement;
  while (around?.parentElement && around.querySelector('button, input[type=submit]') === null)
    around = around.parentElement;
  return around ?? field;
}

/** What a form says of its purpose: its names, its headings and its buttons. Links in it lead elsewhere and say nothing. */
function wordsOf(form: Element): string {
  const spoken = form.querySelectorAll('h1, h2, h3, legend, button, input[type=submit]');
  const texts = [...spoken].map((it) => (it instanceof HTMLInputElement ? it.value : it.textContent));
  const names = ['id', 'class', 'name', 'action', 'aria-label'].map((name) => form.getAttribute(name));
  return [...names, ...texts].join(' ');
}
