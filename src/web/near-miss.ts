// SPDX-License-Identifier: MIT
/** Domains at which very many people have mail. Being here means never being asked about. */
const wellKnown = [
  'gmail.com googlemail.com outlook.com outlook.de outlook.fr hotmail.com hotmail.co.uk hotmail.de hotmail.fr hotmail.it live.com live.de',
  'msn.com yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.it yahoo.es ymail.com icloud.com me.com mac.com aol.com mail.com email.com',
  'gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de arcor.de posteo.de mailbox.org proton.me protonmail.com pm.me',
  'tutanota.com tuta.com fastmail.com zoho.com hey.com yandex.com yandex.ru mail.ru orange.fr wanadoo.fr free.fr sfr.fr laposte.net',
  'libero.it virgilio.it comcast.net verizon.net att.net btinternet.com sky.com bluewin.ch seznam.cz wp.pl qq.com 163.com',
]
  .join(' ')
  .split(' ');
const known: ReadonlySet<string> = new Set(wellKnown);

/** The address that was probably meant, where the domain of one is a slip away from a well-known one; a guess, to be asked about. */
export function likelyMeant(address: string): string | undefined {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at).toLowerCase();
  if (at === 0 || domain.length > 30 || known.has(domain)) return undefined;
  const ranked = wellKnown
    .map((name) => ({ name, slips: slipsBetween(domain, name) }))
    .filter(({ name, slips }) => slips <= (name.length < 9 ? 1 : 2))
    .sort((one, other) => one.slips - other.slips);
  return ranked[0] && address.slice(0, at) + ranked[0].name;
}

/** Letters that are wrong, missing, too many, or swapped with their neighbour (optimal string alignment). */
function slipsBetween(written: string, meant: string): number {
  let [before, last]: number[][] = [[], Array.from({ length: meant.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= written.length; i++) {
    const row = [i];
    for (let j = 1; j <= meant.length; j++) {
      const isSame = written[i - 1] === meant[j - 1];
      const isSwapped = i > 1 && j > 1 && written[i - 1] === meant[j - 2] && written[i - 2] === meant[j - 1];
      row[j] = Math.min(
        (last?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last?.[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (before?.[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, last] = [last, row];
  }
  return last?.[meant.length] ?? Infinity;
}
