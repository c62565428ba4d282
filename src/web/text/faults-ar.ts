// SPDX-License-Identifier: MIT
import type { FaultTexts } from '../../alias/fault.ts';
import { countAr, ltr } from './plural-ar.ts';

const characters = (n: number): string => countAr(n, 'حرف واحد', 'حرفين', 'أحرف', 'حرفًا', 'حرف');
const days = (n: number): string => countAr(n, 'يوم واحد', 'يومين', 'أيام', 'يومًا', 'يوم');

/** Faults in Arabic, each a whole sentence. */
export const arFaults: FaultTexts = {
  required: () => 'هذا الحقل مطلوب.',
  invalid: () => 'هذه القيمة غير ممكنة هنا.',
  unknownField: () => 'هذا الحقل غير معروف في هذا الطلب.',
  notAnObject: () => 'يجب أن تكون القيمة هنا كائن JSON.',
  notText: () => 'يجب أن تكون القيمة هنا نصًّا.',
  notAChoice: ({ values }) => `القيم الممكنة: ${values.map(ltr).join(' أو ')}.`,
  contradicts: ({ other }) => `هذه القيمة تناقض ${ltr(other)}. يكفي تحديد واحدة منهما.`,
  notTogether: ({ other }) => `لا يمكن تحديد هذه القيمة مع ${ltr(other)}.`,

  notAnAddress: () => `المطلوب عنوان بريد إلكتروني، مثل ${ltr('name@example.org')}.`,
  localPartNotAscii: () => 'لا يُقبل قبل العلامة @ سوى الأحرف اللاتينية الأساسية والأرقام والرموز.',
  notPlain: () => `يُكتب العنوان بالصيغة البسيطة ${ltr('name@domain')}، من دون علامات اقتباس أو مسافات.`,
  domainNotFull: () => `المطلوب بعد العلامة @ نطاق كامل، مثل ${ltr('example.org')}.`,
  addressTooLong: ({ max }) => `لا يزيد طول العنوان على ${characters(max)}.`,
  ownDomain: () => 'لا يمكن أن يؤدي الاسم المستعار إلى عنوان في هذه الخدمة نفسها.',
  targetNotServed: () => 'لا تعيد هذه الخدمة توجيه البريد إلى هذا العنوان.',
  takesNoMail: () => 'لا يمكن تسليم البريد إلى هذا النطاق: فهو غير موجود أو لا يستقبل البريد.',
  targetOfKey: () => 'لا يُحدَّد عنوان مع المفتاح، فللمفتاح عنوانه.',

  nameLength: ({ min, max }) => `يتكوّن الاسم من ${min} إلى ${characters(max)}.`,
  nameCharacters: () =>
    `المسموح به هو الأحرف من ${ltr('a')} إلى ${ltr('z')} والأرقام والنقاط والواصلات والشرطات السفلية.`,
  nameEnds: () => 'يجب أن يبدأ الاسم وينتهي بحرف أو رقم.',
  nameDots: () => 'لا يُسمح بنقطتين متتاليتين.',
  nameReserved: () => 'هذا الاسم محجوز.',
  nameTaken: () => 'هذا الاسم مستخدَم أو سبق استخدامه. المطلوب اسم آخر.',
  domainUnknown: ({ domains }) => `النطاقات الممكنة: ${domains.map(ltr).join('، ')}.`,
  noteTooLong: ({ max }) => `لا يزيد طول الوصف على ${characters(max)}.`,
  noteControl: () => 'لا يُسمح بفواصل الأسطر وأحرف التحكم.',

  limitRequired: () => 'لا بدّ من حدّ واحد على الأقل: عدد الرسائل أو المدة.',
  notACount: () => 'المطلوب عدد صحيح لا يقل عن 1.',
  outOfRange: ({ min, max }) => `المطلوب عدد صحيح من ${min} إلى ${max}.`,
  notDays: () => 'المطلوب عدد من الأيام أكبر من 0.',
  notADuration: () => `المطلوب مدة وفق ISO 8601، مثل ${ltr('P3D')} أو ${ltr('PT12H')} أو ${ltr('P1DT6H')}.`,
  calendarDuration: () => `طول السنوات والأشهر غير ثابت. يُستخدم عدد الأيام، مثل ${ltr('P30D')}.`,
  notAnInstant: () => `المطلوب وقت وفق RFC 3339، مثل ${ltr('2027-01-31T12:00:00Z')}.`,
  zeroDuration: () => 'يجب أن تكون هذه المدة أطول من صفر.',
  notInFuture: () => 'يجب أن يكون هذا الوقت في المستقبل.',
  tooManyUses: ({ max }) => `أقصى عدد تسمح به هذه الخدمة هو ${max}.`,
  tooLong: ({ maxDays }) => `أطول مدة تسمح بها هذه الخدمة هي ${days(maxDays)}.`,
  tooLongFromStart: ({ maxDays }) => `أطول مدة تسمح بها هذه الخدمة منذ البداية هي ${days(maxDays)}.`,
  notAfterStart: () => 'يجب أن تكون النهاية بعد البداية.',
  belowSpent: () => 'وصل هذا العدد من الرسائل أو أكثر بالفعل.',
  endsAtOnce: () => 'سيؤدي هذا إلى إنهاء الاسم المستعار فورًا. يوجد لذلك زر «حذف».',
  unconfirmed: () => 'لا يمكن التغيير قبل أن يوافق صاحب العنوان الحقيقي.',
};
