// SPDX-License-Identifier: MIT
/**
 * Legitimate mail that users of other mail systems reported as refused or lost, one shape for each kind. The reports are named
 * by tracker and number; words, names and shapes here are our own. `real-world.test.ts` tries each on the real program.
 */
import { hangUp, type Script, say, sayAndHangUp, utter } from '../support/next-hop/scripted-next-hop.ts';

/** How a message is sent, and what must come of it. What is not named is as a good client and a good next hop do it. */
export interface Report {
  /** Public reports of the kind. */
  readonly reports: string;
  /** What is done, as a sentence; the name of the test. */
  readonly title: string;
  /** Lines before MAIL, each with the beginning of its reply; `EHLO client.example` if not given. */
  readonly before?: readonly (readonly [line: string, reply: string])[];
  readonly mail?: string;
  /** `BOX` stands for the alias. */
  readonly rcpt?: string;
  readonly message?: string | Buffer;
  readonly hop?: Script;
  /** How the reply that decides the message begins; 250 if not given. */
  readonly reply?: string;
  /** What MAIL at the next hop must look like. */
  readonly atNextHop?: RegExp;
}

const plain = 'From: shop@shop.example\r\nSubject: order\r\n\r\nThank you.\r\n';
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Clients and their commands. */
const commands: readonly Report[] = [
  {
    reports: 'mjl-/mox 101',
    title: 'a blank after the colon of MAIL and RCPT',
    mail: 'MAIL FROM: <no-reply@air.example>',
    rcpt: 'RCPT TO: <BOX>',
  },
  {
    reports: 'cosullivan/SmtpServer 219, blueimp/aws-smtp-relay 7',
    title: 'paths without angle brackets',
    mail: 'MAIL FROM: raid@server.example',
    rcpt: 'RCPT TO:BOX',
    atNextHop: /shop\.example|server\.example/,
  },
  {
    reports: 'zone-eu/zone-mta 116',
    title: 'a blank before the colon of MAIL is told what is wrong',
    mail: 'MAIL FROM : shop@shop.example',
    reply: '501 5.5.4',
  },
  {
    reports: 'Mailtrain-org/mailtrain 248, postalserver/postal 785',
    title: 'MAIL without EHLO or HELO',
    before: [],
  },
  {
    reports: 'jstedfast/MailKit 33',
    title: 'EHLO twice',
    before: [
      ['EHLO client.example', '250'],
      ['EHLO client.example', '250'],
    ],
  },
  {
    reports: 'patsanch/email_veracity_checker 2',
    title: 'HELO after EHLO',
    before: [
      ['EHLO client.example', '250'],
      ['HELO client.example', '250'],
    ],
  },
  {
    reports: 'anonaddy/docker 167, anonaddy/docker 225',
    title: 'a name in EHLO that does not resolve',
    before: [['EHLO smtp.private.nowhere.invalid', '250']],
  },
  {
    reports: 'iredmail/dockerized 86',
    title: 'a name in EHLO that looks like a dynamic address',
    before: [['EHLO 203-0-113-7.dynamic.isp.example', '250']],
  },
  {
    reports: 'docker-mailserver/docker-mailserver 1265, gregington/SMTPClient 3',
    title: 'a name in EHLO of one label, as of a container',
    before: [['EHLO web-7d9f8c_1', '250']],
  },
  {
    reports: 'nodemailer/nodemailer 262',
    title: 'sixty NOOPs of a client that keeps its connection',
    before: [['EHLO client.example', '250'], ...Array.from({ length: 60 }, () => ['NOOP', '250'] as const)],
  },
  {
    reports: 'nodemailer/nodemailer 13',
    title: 'MAIL said twice: the second is refused, the transaction of the first goes on',
    before: [
      ['EHLO client.example', '250'],
      ['MAIL FROM:<shop@shop.example>', '250 2.1.0'],
      ['MAIL FROM:<shop@shop.example>', '503'],
    ],
    mail: 'NOOP',
  },
  {
    reports: 'inbucket/inbucket 164, flashmob/go-guerrilla 53, andris9/simplesmtp 77',
    title: 'a message with a null sender',
    mail: 'MAIL FROM:<>',
    atNextHop: /^MAIL FROM:<>/,
  },
  {
    reports: 'emersion/go-smtp 226',
    title: 'AUTH= on MAIL, without brackets, of a client that did not authenticate',
    mail: 'MAIL FROM:<shop@shop.example> AUTH=shop@shop.example',
  },
  {
    reports: 'OpenSMTPD/OpenSMTPD 658',
    title: 'ORCPT on RCPT, which belongs to DSN, which is not offered: refused, as Postfix without DSN does',
    rcpt: 'RCPT TO:<BOX> ORCPT=rfc822;BOX',
    reply: '555 5.5.4',
  },
  {
    reports: 'haraka/Haraka 2711',
    title: 'an internationalised sender is passed on',
    mail: 'MAIL FROM:<jürgen@bücher.example> SMTPUTF8',
    message: 'From: jürgen@bücher.example\r\nSubject: Grüße\r\n\r\nü\r\n',
    atNextHop: / SMTPUTF8/,
  },
  {
    reports: 'roehling/postsrsd 100',
    title: 'a sender that came through another SRS forwarder, with capitals gone',
    mail: 'MAIL FROM:<srs1=7g4y=6ppn=3g=union.example=a.person@forwarder.example>',
  },
  {
    reports: 'roehling/postsrsd 108',
    title: 'a sender whose local part is too long for SRS',
    mail: `MAIL FROM:<bounce-${'4IDNASXYtY_FG21s4IoV1X'.repeat(3)}@letter.shop.example>`,
    atNextHop: /^MAIL FROM:<bounce=[0-9a-f]+@/,
  },
  {
    reports: 'roehling/postsrsd 198',
    title: 'a return path that is not ours is refused for good, and does not come again and again',
    rcpt: 'RCPT TO:<srs0=xemc=et=home.example=user@alias.localhost>',
    reply: '550 5.1.1',
  },
];

/** What stands in messages. */
const messages: readonly Report[] = [
  {
    reports: 'corecode/dma 18',
    title: 'a line of exactly 1000 octets',
    message: `${plain}${'x'.repeat(998)}\r\n`,
  },
  {
    reports: 'OpenSMTPD/OpenSMTPD 683, marlam/msmtp 53, ewxrjk/rsbackup 53',
    title: 'a line of 300,000 octets, such as a picture within HTML',
    message: `${plain}<img src="data:image/png;base64,${'iVBORw0KG'.repeat(33_000)}">\r\n`,
  },
  {
    reports: 'jstedfast/MailKit 788, mailslurper/mailslurper 187, haraka/Haraka 1583',
    title: 'lines that begin with dots, wherever a piece ends',
    message: `${plain}${'..'.padEnd(78, 'y')}\r\n..\r\n...\r\n`.repeat(900).replace(/^/, 'X-First: 1\r\n'),
  },
  {
    reports: 'andris9/simplesmtp 98',
    title: 'a body that reads like commands',
    message: `${plain}RSET\r\nMAIL FROM:<a@b.example>\r\nDATA\r\nQUIT\r\n`,
  },
  {
    reports:
      'trusteddomainproject/OpenDMARC 202, sympa-community/sympa 576, getmail6/getmail6 105, haraka/Haraka 1912',
    title: 'no From, To, Date and Message-ID',
    message: 'Subject: from a machine\r\n\r\nDisk full.\r\n',
  },
  {
    reports: 'smtpd/qpsmtpd 91',
    title: 'fields twice that should be there once',
    message:
      'From: a@shop.example\r\nDate: x\r\nDate: y\r\nMessage-ID: <1@a>\r\nMessage-ID: <1@a>\r\n\r\nx\r\n',
  },
  {
    reports: 'postalserver/postal 2088',
    title: 'a From field that has nothing to do with the envelope',
    message: 'From: Ann <ann@other.example>\r\nSubject: x\r\n\r\nx\r\n',
  },
  {
    reports: 'haraka/Haraka 2406',
    title: 'a Received field without from and by',
    message: `Received: (internal mailer); Sun, 06 May 2018 09:45:03 +0200\r\n${plain}`,
  },
  {
    reports: 'anonaddy/anonaddy 166',
    title: 'an answer in a thread, with In-Reply-To and References',
    message: `In-Reply-To: <1@alias.localhost>\r\nReferences: <1@alias.localhost>\r\n${plain}`,
  },
  {
    reports: 'haraka/Haraka 2594',
    title: 'lines that end in LF alone are refused, with the reason: two readers would read two messages',
    message: 'Subject: x\r\n\r\none\ntwo\r\n',
    reply: '554 5.6.0',
  },
];

/** Next hops. */
const hops: readonly Report[] = [
  {
    reports: 'kisli/vmime 186, agronholm/smtpproto 3, grommunio/gromox 275',
    title:
      'SMTPUTF8 and 8BITMIME asked for by a client that does so always, with a next hop that has neither',
    mail: 'MAIL FROM:<shop@shop.example> BODY=8BITMIME SMTPUTF8',
    hop: { extensions: ['PIPELINING', 'SIZE 26214400'] },
    atNextHop: /^MAIL FROM:<[^ ]*>$/,
  },
  {
    reports: 'marlam/msmtp 197',
    title: 'SMTPUTF8 asked for and needed in the header, with a next hop that lacks it: the sender is told',
    mail: 'MAIL FROM:<shop@shop.example> SMTPUTF8',
    message: 'Subject: Grüße\r\n\r\nx\r\n',
    hop: { extensions: ['8BITMIME'] },
    reply: '554 5.6.9',
  },
  {
    reports: 'git-multimail/git-multimail 220, postalserver/postal 724',
    title: 'a header beyond ASCII that nobody declared, with a next hop without SMTPUTF8',
    message: latin1('From: J\xfcrgen <j@shop.example>\r\nSubject: Gr\xfc\xdfe\r\n\r\n\xfc\r\n'),
    hop: { extensions: ['8BITMIME'] },
  },
  {
    reports: 'stalwartlabs/stalwart 61, OpenSMTPD/OpenSMTPD 388, bbottema/simple-java-mail 655',
    title: 'a next hop that offers STARTTLS and fails the handshake, where TLS is not required',
    hop: { extensions: ['8BITMIME', 'STARTTLS'], starttls: sayAndHangUp('220 go ahead') },
  },
  {
    reports: 'pear/Net_SMTP 5, dpwright/HaskellNet-SSL 32',
    title: 'a next hop that answers EHLO with 503 and knows HELO',
    hop: { ehlo: say('503 bad sequence') },
  },
  {
    reports: 'stalwartlabs/stalwart 260',
    title: 'a next hop whose greeting has many lines and names somebody else',
    hop: { greeting: say('220-mx66.other.example', '220-no spam', '220 ready') },
  },
  {
    reports: 'anonaddy/anonaddy 570',
    title: 'a mailbox that is full for now: the sender keeps the message',
    hop: { dot: say('452 4.2.2 mailbox full') },
    reply: '452 4.0.0',
  },
  {
    reports: 'anonaddy/anonaddy 672, simple-login/app 1008',
    title:
      'a message that the next hop takes for spam: the sender hears of it at once, not an address that nobody reads',
    hop: { dot: say('554 5.7.1 spam') },
    reply: '554 5.7.0',
  },
  {
    reports: 'haraka/Haraka 2114, freescout-help-desk/freescout 5457, postalserver/postal 3016',
    title: 'a next hop that is lost after the dot: the sender is to try again',
    hop: { dot: hangUp },
    reply: '451 4.4.2',
  },
  {
    reports: 'PHPMailer/PHPMailer 1072',
    title:
      'a next hop that sends an empty line before its reply to the dot: nobody knows what it means, the sender is to try again',
    hop: { dot: utter('\r\n250 2.0.0 queued\r\n') },
    reply: '451 4.4.2',
  },
];

/** All that are sent one way. */
export const reports: readonly Report[] = [...commands, ...messages, ...hops];

/** Those that need more than one message, or a connection of another kind: the tests have the titles as names. */
export const otherReports: readonly Pick<Report, 'reports' | 'title'>[] = [
  { reports: 'uplusware/erisemail 1', title: 'no second EHLO after STARTTLS' },
  { reports: 'mjl-/mox 206', title: 'a server name in TLS that is none of ours' },
  {
    reports: 'docker-mailserver/docker-mailserver 640',
    title: 'a client that speaks no more than TLS 1.2',
  },
  {
    reports: 'haraka/Haraka 970, haraka/Haraka 1410',
    title: 'a group of commands in one write, and QUIT in one write with the message',
  },
  { reports: 'haraka/Haraka 966', title: 'a client that talks before it is greeted' },
  {
    reports: 'nodemailer/nodemailer 1292, nodemailer/nodemailer 1716',
    title:
      'a client that hangs up behind the final dot, without QUIT: the message is delivered once, and paid once',
  },
  {
    reports: 'pimalaya/core 46',
    title: 'the same message again, after the next hop was lost behind the dot: one use for both',
  },
  {
    reports: 'roehling/postsrsd 85',
    title: 'a report to a return path in small letters, in capitals, or quoted',
  },
  {
    reports: 'roehling/postsrsd 189',
    title: 'return paths have no character that mail systems refuse or cut at',
  },
  {
    reports: 'simple-login/app 328',
    title: 'mail to the postmaster from the double-bounce sender of a Postfix',
  },
  {
    reports: 'docker-mailserver/docker-mailserver 2403, haraka/Haraka 1907',
    title: 'a next hop that takes no null sender: whoever brings a report is told so',
  },
];
