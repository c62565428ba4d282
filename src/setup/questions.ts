// SPDX-License-Identifier: MIT
import { ConfigError } from '../config/config.ts';
import type { Answers, Asked } from './answers.ts';
import { answersIn } from './settings-change.ts';

const questions = {
  domain: { option: 'DOMAIN', text: 'Domain of the aliases, such as alias.example: ' },
  target: { option: '--target', text: 'Your mailbox, for mail to postmaster and the first alias: ' },
  nextHop: {
    option: '--smarthost or --direct',
    text: 'Smarthost, as smtp://user:password@smarthost.example:587, or direct: ',
  },
} as const;

const createQuestion =
  'Who may make aliases: anyone who reaches the website, or keys, for those alone who have a key of yours; empty for anyone: ';
const certificateQuestion =
  "Mailbox for Let's Encrypt, to whose terms you agree with it, so that ports 80 and 443 are Mayfly's; empty if a proxy has them: ";

/**
 * All answers. `ask` gives nothing where nobody can be asked: then what is missing is a `ConfigError`, a line for each. What an
 * answer may be is judged with the settings that it becomes.
 */
export async function answersOf(
  asked: Asked,
  settings: string | undefined,
  ask: (question: string) => Promise<string | undefined>,
): Promise<Answers> {
  const known: Asked = { ...(settings === undefined ? {} : answersIn(settings)), ...given(asked) };
  const missing: string[] = [];
  const answer = async (name: keyof typeof questions): Promise<string> => {
    const { option, text } = questions[name];
    const value = known[name] ?? (await ask(text))?.trim();
    if (value === undefined || value === '') missing.push(`${option}: is required`);
    return value ?? '';
  };
  const domain = await answer('domain');
  const target = await answer('target');
  const nextHop = await answer('nextHop');
  if (missing.length > 0) throw new ConfigError(missing);
  const { hostname = `mx.${domain}`, publicUrl = `https://${domain}` } = known;
  // What has a default is asked for once, at the first set-up.
  const choose = async (question: string): Promise<string | undefined> =>
    (settings === undefined ? (await ask(question))?.trim() : undefined) || undefined;
  const create = known.create ?? (await choose(createQuestion)) ?? 'anyone';
  const acme = known.acme ?? (await choose(certificateQuestion));
  return { domain, target, nextHop, hostname, publicUrl, acme, create };
}

function given({ domain, hostname, target, nextHop, publicUrl, acme, create }: Asked): Asked {
  const all = { domain, hostname, target, nextHop, publicUrl, acme, create };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
