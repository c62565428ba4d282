// SPDX-License-Identifier: MIT
import type { FaultTexts } from '../../alias/fault.ts';

/** Faults in French, each a whole sentence. */
export const frFaults: FaultTexts = {
  required: () => 'Ce champ est obligatoire.',
  invalid: () => 'Cette valeur n’est pas possible ici.',
  unknownField: () => 'Cette requête n’a pas de champ de ce nom.',
  notAnObject: () => 'Un objet JSON est attendu ici.',
  notText: () => 'Du texte est attendu ici.',
  notAChoice: ({ values }) => `Valeurs possibles : ${values.join(' ou ')}.`,
  contradicts: ({ other }) => `Cette valeur contredit ${other} ; n’indiquez que l’un des deux.`,
  notTogether: ({ other }) => `Ce champ ne peut pas accompagner ${other}.`,

  notAnAddress: () => 'Indiquez une adresse e-mail, par exemple nom@example.org.',
  localPartNotAscii: () => 'Avant le @, seuls les caractères ASCII sont possibles, donc sans accents.',
  notPlain: () => 'Écrivez l’adresse simplement : nom@domaine, sans guillemets ni espaces.',
  domainNotFull: () => 'Après le @, indiquez un nom de domaine complet, par exemple example.org.',
  addressTooLong: ({ max }) => `Une adresse compte au plus ${max} caractères.`,
  ownDomain: () => 'L’adresse ne peut pas appartenir à un domaine de ce service.',
  targetNotServed: () => 'Ce service ne transfère pas de messages à cette adresse.',
  takesNoMail: () =>
    'Ce domaine ne peut pas recevoir de messages : il n’existe pas, ou il n’en accepte aucun.',
  targetOfKey: () => 'N’indiquez pas d’adresse avec une clé : elle a déjà la sienne.',

  nameLength: ({ min, max }) => `Un nom compte de ${min} à ${max} caractères.`,
  nameCharacters: () =>
    'Sont possibles les lettres de a à z, les chiffres, les points, les tirets et les tirets bas.',
  nameEnds: () => 'Un nom commence et se termine par une lettre ou un chiffre.',
  nameDots: () => 'Deux points à la suite ne sont pas possibles.',
  nameReserved: () => 'Ce nom est réservé.',
  nameTaken: () => 'Ce nom est déjà pris, ou l’a été. Choisissez-en un autre.',
  domainUnknown: ({ domains }) => `Domaines possibles : ${domains.join(', ')}.`,
  noteTooLong: ({ max }) => `Un libellé compte au plus ${max} caractères.`,
  noteControl: () => 'Les retours à la ligne et les caractères de contrôle ne sont pas possibles.',

  limitRequired: () => 'Il faut au moins une limite : un nombre de messages ou une durée.',
  notACount: () => 'Indiquez un nombre entier supérieur ou égal à 1.',
  outOfRange: ({ min, max }) => `Indiquez un nombre entier de ${min} à ${max}.`,
  notDays: () => 'Indiquez un nombre de jours supérieur à 0.',
  notADuration: () => 'Indiquez une durée ISO 8601, par exemple P3D, PT12H ou P1DT6H.',
  calendarDuration: () =>
    'Les années et les mois n’ont pas de durée fixe : utilisez des jours, par exemple P30D.',
  notAnInstant: () =>
    'Indiquez un instant RFC 3339 avec son décalage horaire, par exemple 2027-01-31T12:00:00Z.',
  zeroDuration: () => 'La durée doit être supérieure à zéro.',
  notInFuture: () => 'Cet instant doit se situer dans le futur.',
  tooManyUses: ({ max }) => `Ce service autorise au plus ${max} messages.`,
  tooLong: ({ maxDays }) => `Ce service autorise au plus ${maxDays} jours.`,
  tooLongFromStart: ({ maxDays }) => `À compter de validFrom, ce service autorise au plus ${maxDays} jours.`,
  notAfterStart: () => 'La fin doit être postérieure à validFrom.',
  belowSpent: () => 'Ce nombre est inférieur à celui des messages déjà reçus.',
  endsAtOnce: () => 'L’alias prendrait fin aussitôt ; détruisez-le plutôt.',
  unconfirmed: () =>
    'Aucun changement n’est possible tant que le titulaire de l’adresse n’a pas donné son accord.',
};
