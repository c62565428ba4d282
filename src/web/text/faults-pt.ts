// SPDX-License-Identifier: MIT
import type { FaultTexts } from '../../alias/fault.ts';

/** Faults in Portuguese, each a whole sentence. */
export const ptFaults: FaultTexts = {
  required: () => 'Este campo é obrigatório.',
  invalid: () => 'Este valor não é possível aqui.',
  unknownField: () => 'Este campo não faz parte do pedido.',
  notAnObject: () => 'Aqui é preciso um objeto JSON.',
  notText: () => 'Aqui é preciso um texto.',
  notAChoice: ({ values }) => `Valores possíveis: ${values.join(' ou ')}.`,
  contradicts: ({ other }) => `Isto contradiz ${other}. Indique só um dos dois.`,
  notTogether: ({ other }) => `Isto não pode ser indicado junto com ${other}.`,

  notAnAddress: () => 'Aqui é preciso um endereço de e-mail, como name@example.org.',
  localPartNotAscii: () => 'Antes do @ só são possíveis caracteres ASCII, sem acentos.',
  notPlain: () => 'Escreva o endereço na forma simples nome@domínio, sem aspas nem espaços.',
  domainNotFull: () => 'Depois do @ é preciso um domínio completo, como example.org.',
  addressTooLong: ({ max }) => `Um endereço pode ter no máximo ${max} caracteres.`,
  ownDomain: () => 'Um alias não pode apontar para um endereço deste mesmo serviço.',
  targetNotServed: () => 'Este serviço não encaminha e-mails para este endereço.',
  takesNoMail: () => 'Este domínio não pode receber e-mails: não existe ou não os aceita.',
  targetOfKey: () => 'Com uma chave, o endereço deve ser omitido: a chave já tem o seu.',

  nameLength: ({ min, max }) => `O nome deve ter de ${min} a ${max} caracteres.`,
  nameCharacters: () => 'São possíveis letras de a a z, algarismos, pontos, hifens e sublinhados.',
  nameEnds: () => 'O nome deve começar e terminar com uma letra ou um algarismo.',
  nameDots: () => 'O nome não pode ter pontos seguidos.',
  nameReserved: () => 'Este nome está reservado.',
  nameTaken: () => 'Este nome está em uso ou já esteve. Escolha outro.',
  domainUnknown: ({ domains }) => `Domínios possíveis: ${domains.join(', ')}.`,
  noteTooLong: ({ max }) => `A etiqueta pode ter no máximo ${max} caracteres.`,
  noteControl: () => 'Não são possíveis caracteres invisíveis nem quebras de linha.',

  limitRequired: () => 'É preciso pelo menos um limite: um número de mensagens ou um prazo.',
  notACount: () => 'Aqui é preciso um número inteiro, a partir de 1.',
  outOfRange: ({ min, max }) => `Aqui é preciso um número inteiro de ${min} a ${max}.`,
  notDays: () => 'Aqui é preciso um número de dias maior que 0.',
  notADuration: () => 'Aqui é preciso uma duração ISO 8601, como P3D, PT12H ou P1DT6H.',
  calendarDuration: () => 'Anos e meses não são possíveis, porque a sua duração varia. Use dias, como P30D.',
  notAnInstant: () =>
    'Aqui são precisas data e hora segundo a RFC 3339, com fuso horário, como 2027-01-31T12:00:00Z.',
  zeroDuration: () => 'A duração deve ser maior que zero.',
  notInFuture: () => 'A data e a hora devem estar no futuro.',
  tooManyUses: ({ max }) => `Este serviço permite no máximo ${max}.`,
  tooLong: ({ maxDays }) => `Este serviço permite no máximo ${maxDays} dias.`,
  tooLongFromStart: ({ maxDays }) => `Este serviço permite no máximo ${maxDays} dias a contar de validFrom.`,
  notAfterStart: () => 'O fim deve ser depois do início, validFrom.',
  belowSpent: () => 'O número não pode ser menor que o das mensagens que já chegaram.',
  endsAtOnce: () => 'Isto acabaria com o alias de imediato. Para isso existe “Eliminar”.',
  unconfirmed: () => 'Só pode ser alterado depois do consentimento de quem tem o endereço verdadeiro.',
};
