// SPDX-License-Identifier: MIT
import type { FaultTexts } from '../../alias/fault.ts';

/** Faults in Japanese, each a whole sentence. */
export const jaFaults: FaultTexts = {
  required: () => 'この項目を入力してください。',
  invalid: () => 'この値はここでは使えません。',
  unknownField: () => 'この項目はこのリクエストにはありません。',
  notAnObject: () => 'JSONオブジェクトで指定してください。',
  notText: () => '文字列で指定してください。',
  notAChoice: ({ values }) => `次のいずれかを指定してください: ${values.join('、')}。`,
  contradicts: ({ other }) => `${other}と矛盾しています。どちらか一方だけを指定してください。`,
  notTogether: ({ other }) => `${other}と同時には指定できません。`,

  notAnAddress: () => 'name@example.orgのようなメールアドレスを入力してください。',
  localPartNotAscii: () => '@より前には半角の英数字と記号だけを使えます。',
  notPlain: () => '引用符や空白を使わず、name@domainの形で入力してください。',
  domainNotFull: () => '@の後ろには、example.orgのような完全なドメイン名を入力してください。',
  addressTooLong: ({ max }) => `アドレスは${max}文字以内で入力してください。`,
  ownDomain: () => 'このサービス自身のドメインのアドレスは転送先にできません。',
  targetNotServed: () => 'このサービスでは、このアドレスに転送できません。',
  takesNoMail: () => 'このドメインは存在しないか、メールを受け取りません。別のアドレスを入力してください。',
  targetOfKey: () => 'キーには転送先が含まれているため、ここでは指定できません。',

  nameLength: ({ min, max }) => `${min}～${max}文字で入力してください。`,
  nameCharacters: () => '使えるのは英字a～z、数字、ドット、ハイフン、アンダースコアです。',
  nameEnds: () => '最初と最後の文字は英字か数字にしてください。',
  nameDots: () => 'ドットを2つ続けることはできません。',
  nameReserved: () => 'この名前は予約されています。',
  nameTaken: () => 'この名前はすでに使われています。',
  domainUnknown: ({ domains }) => `次のいずれかのドメインを指定してください: ${domains.join('、')}。`,
  noteTooLong: ({ max }) => `${max}文字以内で入力してください。`,
  noteControl: () => '制御文字や改行は使えません。',

  limitRequired: () => 'この項目か、days、validFor、validUntil、idleForのいずれかが必要です。',
  notACount: () => '1以上の整数を入力してください。',
  outOfRange: ({ min, max }) => `${min}～${max}の整数を入力してください。`,
  notDays: () => '日数を0より大きい数で指定してください。',
  notADuration: () => 'P3D、PT12H、P1DT6HのようなISO 8601の期間で指定してください。',
  calendarDuration: () => '年と月は長さが一定でないため使えません。P30Dのように日数で指定してください。',
  notAnInstant: () => '2027-01-31T12:00:00Zのような、時差付きのRFC 3339の日時で指定してください。',
  zeroDuration: () => '期間は0より長くしてください。',
  notInFuture: () => '未来の日時を指定してください。',
  tooManyUses: ({ max }) => `このサービスの上限は${max}通です。それ以下にしてください。`,
  tooLong: ({ maxDays }) => `このサービスの上限は${maxDays}日です。それより短くしてください。`,
  tooLongFromStart: ({ maxDays }) =>
    `validFromから数えて、このサービスの上限である${maxDays}日以内にしてください。`,
  notAfterStart: () => 'validFromより後の日時を指定してください。',
  belowSpent: () => 'すでに届いた通数より少なくはできません。',
  endsAtOnce: () => 'エイリアスがすぐに失効してしまいます。終わらせるには破棄してください。',
  unconfirmed: () => '転送先アドレスの持ち主が同意するまで変更できません。',
};
