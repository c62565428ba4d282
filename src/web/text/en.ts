// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import { type Fault, formatFault } from '../../alias/fault.ts';
import type { Html } from '../html.ts';
import { enFaults } from './faults-en.ts';

/** A title and what it is about. */
type Words = readonly [title: string, words: string];

/**
 * What a question by mail is about; an alias only where its name is none that the asker chose. A type alias, which declarations of other
 * files can write out.
 */
type QuestionAbout = {
  readonly domain: string;
  readonly address: string | undefined;
  readonly link: string;
};

/** Words for a number in each plural form of the language (CLDR); `other` is for those that have none here. */
type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

/** Wraps words of a sentence into a link. */
type Link = (words: string) => Html;

function count(n: number, one: string, many: string): string {
  return n === 1 ? `1 ${one}` : `${n.toLocaleString('en')} ${many}`;
}

/**
 * Every word of the website, in English. A catalogue of another language has the type of this one, so the compiler
 * names what is missing. Texts that the script completes have their gaps in braces.
 */
export const en = {
  name: 'English',
  tagline: 'Email addresses that self-destruct',
  skip: 'Skip to the content',
  faulty: 'Error',
  menu: { label: 'Main', make: 'New alias', mine: 'My aliases', how: 'How it works', api: 'API' },
  foot: {
    label: 'More',
    managers: 'In your password manager',
    privacy: 'Privacy',
    operator: 'Who runs this, abuse',
    operators: 'For operators',
    language: 'Language',
    source: 'No accounts, no cookies, no trackers.',
  },
  sandboxNote: (link: Link) =>
    html`This is a trial run: messages go nowhere but into the ${link('sandbox')} on this machine.`,
  publicSandboxNote: (link: Link) =>
    html`This is a trial run: messages go nowhere but into the ${link('sandbox')}, where everyone who reaches this page can read them.`,
  utc: 'UTC',
  messages: (n: number) => count(n, 'message', 'messages'),
  duration: {
    day: (n: number) => count(n, 'day', 'days'),
    hour: (n: number) => count(n, 'hour', 'hours'),
    minute: (n: number) => count(n, 'minute', 'minutes'),
  },
  and: (first: string, second: string) => `${first} and ${second}`,
  copy: { address: 'Copy the address', link: 'Copy the link', key: 'Copy the key' },
  copied: 'Copied',

  make: {
    title: 'An address that dies for you',
    lead: 'An alias is a mail address that you give away in place of your real one. Its mail reaches you until the messages or the time run out. Then it is gone for good.',
    target: 'Your real address',
    targetHint: 'Mail is passed on to it. Senders do not get to see it.',
    didYouMean: (meant: string) => `Did you mean ${meant}?`,
    useMeant: (meant: string) => `Yes, use ${meant}`,
    asIs: (written: Html) => html`If ${written} is right, make the alias with it as it is.`,
    goesTo: 'Mail goes to',
    elsewhere: 'another address',
    key: 'Your key',
    keyHint: 'It begins with “mayfly”. Whoever runs this service gave it to you.',
    remember: 'Remember me in this browser',
    rememberHint:
      'On a device of your own only: whoever uses this browser can then make aliases for you, and see and end them.',
    uses: 'Dies after',
    time: 'And at the latest after',
    anyUses: (cap: number | null) =>
      cap === null ? 'any number of messages' : `up to ${count(cap, 'message', 'messages')}`,
    anyTime: (days: number | null) =>
      days === null ? 'no time limit' : `up to ${count(days, 'day', 'days')}`,
    other: 'Other',
    otherUses: 'Number of messages',
    otherTime: 'How long',
    unit: 'Unit',
    units: { hours: 'hours', days: 'days', weeks: 'weeks' },
    more: 'Label and name',
    note: 'Label',
    noteHint: 'Only you see it, such as where you gave the address away.',
    style: 'Name',
    random: 'Random',
    randomHint: 'cannot be guessed',
    words: 'Words',
    wordsHint: 'easy to say aloud',
    own: 'My own',
    ownName: 'Name before the @',
    domain: 'Domain',
    submit: 'Make the alias',
    promise: 'It dies when the first of the two runs out.',
    promiseBoth: 'Dies after {uses} or on {when}, whichever comes first.',
    messageForms: { one: '1 message', other: '{n} messages' } as PluralForms,
    faults: 'Something is not right yet.',
    facts: [
      ['Gone means gone', 'A dead alias refuses every sender and is never given to anybody else.'],
      ['Nothing is lost', 'A message counts only once your own mail provider has accepted it.'],
      ['Nothing is kept', 'Mail passes through while it arrives. It is never stored.'],
    ] as readonly Words[],
  },

  made: {
    title: 'Your alias is ready',
    /** While whoever reads the target has not agreed. */
    titleAsked: 'One more step: agree by mail',
    address: 'Hand this out',
    qr: 'QR code of the address',
    takes: 'Mail to it reaches',
    onceAgreed: ', as soon as you agree.',
    after: (uses: string) => `Dies after ${uses}`,
    on: 'on',
    or: ', or',
    first: ', whichever comes first.',
    link: 'Your link to it',
    key: 'Your key',
    keyHint:
      'With it you make more aliases for the same address, and see and change all of them; in another browser, paste it under My aliases. Keep it where you keep passwords: whoever has it can do all of this.',
    keyKnown: 'Made with your key',
    keyKnownHint: 'You find it under My aliases in every browser that has the key.',
    keyKept: 'This browser remembers it: the next alias is one click.',
    asked: (target: Html) => html`We have asked ${target}`,
    askedHint:
      'Open the message that we sent to your mailbox, and agree: from then on mail reaches you. You can hand out the alias already. This page changes by itself once you have agreed. If there is no message, look in the spam folder.',
    askedLate:
      'Until then senders are told to try again later, which their mail servers do by themselves. Without an answer within 24 hours the alias is gone.',
    askedInVain: 'Nobody agreed within 24 hours, or the alias was destroyed. No mail came through it.',
    alone: 'A link to this alias alone',
    aloneHint: 'Whoever has it can see and change this alias, and no other.',
    manage: 'See and change the alias',
    again: 'Another like this',
    different: 'A different one',
    bookmark: 'Faster next time',
    bookmarkHint:
      'Drag this to your bookmarks. On any site, it opens a new alias that is labelled with the name of that site.',
    bookmarklet: 'New Mayfly alias',
    bookmarkClicked: 'Drag it to the bookmarks bar; a click here does nothing.',
    sees: 'What the other side sees',
    seesHint:
      'Whoever writes to the alias sees only the alias. But if you reply, your reply comes from your real address and shows it.',
  },

  manage: {
    title: (address: string) => `Alias ${address}`,
    kicker: 'Your alias',
    left: 'Messages left',
    leftOf: (left: number, of: number) => `${left} of ${count(of, 'message', 'messages')} left`,
    unlimited: 'Any number of messages',
    delivered: (n: number) => `${count(n, 'message', 'messages')} passed on so far`,
    time: 'Time left',
    timeLeft: (left: string) => `${left} left`,
    noEnd: 'No time limit',
    dies: 'Dies on',
    notBefore: 'Valid from',
    paused: 'Paused: senders are told to try again later.',
    active: 'Alive and taking mail.',
    notYet: 'Not yet valid: senders are told to try again later.',
    live: 'Live',
    liveHint: 'this page updates by itself',
    refresh: 'Refresh',
    target: 'Passed on to',
    made: 'Made on',
    note: 'Label',
    done: {
      paused: 'Paused.',
      resumed: 'Taking mail again.',
      limits: 'The limits are changed.',
      note: 'The label is changed.',
      target: 'Mail goes to the new address from now on.',
    },
    pause: 'Pause',
    pauseHint: 'Senders are told to try again later; nothing is used up.',
    resume: 'Resume',
    extend: 'More time',
    extendTo: (span: string) => `${span} from now`,
    limits: 'Change the limits',
    limitUses: 'Messages still to take',
    limitTime: 'Time left from now',
    unchanged: 'Leave a field empty to keep it as it is.',
    save: 'Save',
    relabel: 'Change the label',
    retarget: 'Change where mail goes',
    newTarget: 'New address',
    newTargetHint:
      'The owner of the new address may be asked by mail first. Until they agree, mail keeps going to the old one.',
    newTargetAsIs: (written: Html) => html`If ${written} is right, save it as it is.`,
    targetAsked: (target: Html) =>
      html`We have asked ${target} by mail. Once they agree, within 24 hours, mail goes there; until then it keeps going to the old address.`,
    destroy: 'Destroy',
    destroyHint: 'At once and for good.',
    history: 'What happened',
    historyHint: (since: Html) =>
      html`When a message came and how it ended, but not who sent it or what it said. Held in memory only, since ${since}.`,
    historyNone: 'Nothing yet.',
    outcomes: {
      delivered: 'Accepted by your mail server',
      refusedByNextHop: 'Refused by your mail server; it does not count',
      refusedByUs: 'Refused by us',
      bounced: 'Bounced: your mail server accepted it and then could not deliver it',
      inDoubt: 'Unknown: the connection to your mail server broke at the last moment',
    },
    open: 'The page of an alias',
    openHint:
      'The secret part of its link is behind the # and is never sent along by itself. Paste the whole link here; it is in the address bar.',
    openDo: 'Show it',
    goneForGood: 'This alias is gone for good, and nobody else will ever get it.',
  },

  /** A message of ours by which an owner sees whether mail reaches him. */
  test: {
    send: 'Send yourself a test message',
    hint: 'It reaches you the same way as forwarded mail, and does not count as a message.',
    outcomes: {
      accepted:
        'Your mail server has accepted the test message. If it is not in your inbox, look in the spam folder.',
      onItsWay:
        'The test message is on its way; your mail server takes its time to answer. If nothing arrives within a few minutes, look in the spam folder.',
      putOff:
        'Your mail server could not be reached, or did not take the test message now. Senders would try again by themselves; so can you, in a few minutes.',
      refused: 'Your mail server refused the test message. Mail to this alias would not reach you either.',
      unsent:
        'No test message was sent: your address has already had as many as it may for now, or does not take any. Try again later.',
    },
    mail: {
      subject: 'Mail to your alias reaches you',
      body: ({ address, stopLink }: { readonly address: string; readonly stopLink: string }) => [
        'Hello,',
        'this is the test message that was asked for on the page of the alias',
        `    ${address}`,
        'If you can read it, mail to the alias reaches you. It has come the same way as such mail, and does not count as one of the messages of the alias.',
        'If you did not ask for it, somebody else has made an alias that leads to you. This page stops it:',
        `    ${stopLink}`,
        'A program has written this message, and nobody reads replies to it.',
      ],
    },
  },

  destroy: {
    title: 'Destroy this alias?',
    lead: (address: Html) =>
      html`After this, nobody can send mail to ${address}. It cannot be brought back, not by you and not by us.`,
    yes: 'Destroy it for good',
    no: 'Keep it',
  },

  confirm: {
    kicker: 'A question about mail to you',
    agree: 'Yes, pass its mail on to me',
    never: 'Never ask me again',
    neverHint:
      'Then this service sends you no such question any more, whoever asks for an alias of your address.',
    states: {
      asked: [
        'May mail be passed on to you?',
        'Somebody, probably you, has asked for an alias of your address. Mail to the alias is passed on to you only if you agree.',
      ] as Words,
      agreed: [
        'You have agreed',
        'Mail to the alias is passed on to you from now on, until the messages or the time run out. Each message has a link that stops it.',
      ] as Words,
      never: [
        'You will not be asked again',
        'No such question goes to your address any more. What you agreed to before goes on until you stop it. Should you want an alias after all, ask whoever runs this service.',
      ] as Words,
      late: [
        'It is too late for an answer',
        'Nobody agreed within 24 hours, so no mail is passed on to you. If you wanted it, ask for it again.',
      ] as Words,
    },
  },

  question: {
    subject: (domain: string) => `May ${domain} pass mail on to you?`,
    body: ({ domain, address, link }: QuestionAbout) => [
      'Hello,',
      `somebody, probably you, has asked ${domain} for an alias of this mail address: one to give away in its place, whose mail is passed on to you for a while.${address === undefined ? '' : ' It is'}`,
      ...(address === undefined ? [] : [`    ${address}`]),
      'Nothing is passed on unless you agree. If it was you, please open this page:',
      `    ${link}`,
      'Opening it changes nothing. It has two buttons: one to agree, within 24 hours, and one never to be asked again.',
      'If it was not you, there is nothing that you need to do: without an answer within 24 hours the request lapses, and no mail is passed on to you.',
      `This is the only kind of message that ${domain} sends by itself. A program has written it, and nobody reads replies to it.`,
    ],
  },

  stop: {
    kicker: 'The alias that a message came through',
    hint: 'Whoever has this link can do this and nothing else. It stops working when the alias is gone.',
  },

  /** Of the installed site. */
  offline: {
    title: 'No connection',
    lead: 'The server cannot be reached from here. If you are offline, your aliases go on taking mail; if the server is away, senders try again by themselves.',
    again: 'Try again',
  },

  gone: {
    title: 'It is gone',
    lead: 'The alias is destroyed. All that is left is a mark that this name was used, so that nobody else ever gets it.',
    again: 'Make a new one',
  },

  ended: {
    how: {
      usedUp: (when: Html) => html`It was used up on ${when}.`,
      expired: (when: Html) => html`Its time was up on ${when}.`,
      destroyedByYou: (when: Html) => html`You destroyed it, or someone with your link, on ${when}.`,
      destroyedByOwner: (when: Html) => html`Its owner destroyed it on ${when}.`,
      destroyedByLink: (when: Html) => html`It was destroyed with the link of a message on ${when}.`,
      destroyedByOperator: (when: Html) => html`The operator of this service destroyed it on ${when}.`,
    },
    used: (used: number, max: number | null) =>
      max === null
        ? `${count(used, 'message', 'messages')} came through it.`
        : `${used} of ${count(max, 'message', 'messages')} came through it.`,
    hint: (until: Html) =>
      html`Nobody else ever gets this name. Your address and your label are erased within two hours of its end; this page tells of it until ${until}.`,
  },

  mine: {
    title: 'My aliases',
    lead: 'What was made with the keys and links that this browser remembers. The service itself has no list: without a key or link, nobody can tell whose an alias is.',
    noScript: 'Your browser would remember keys and links with a script, and scripts are off.',
    held: 'Keys and links',
    heldHint: 'Paste what you kept when you made an alias, one per line.',
    show: 'Show them',
    fruitless: 'None of these is a key or a link of an alias.',
    of: (name: Html) => html`For ${name}`,
    noneOfKey: 'None is alive.',
    more: 'Show more',
    loose: 'Single aliases',
    looseHint: 'Made without a key, or known by their link only.',
    deadKey:
      'A key that this browser remembers has ended, or was not used for too long. The aliases made with it can be reached by their own links only.',
    none: 'None yet.',
    make: 'Make the first one',
    address: 'Alias',
    label: 'Label',
    state: 'State',
    ends: 'Dies on',
    actions: 'Actions',
    states: {
      active: (left: string) => `alive, ${left} left`,
      unlimited: 'alive',
      paused: 'paused',
      unconfirmed: 'waiting for you to agree by mail',
      gone: 'gone',
    },
    manage: 'Manage',
    forget: 'Forget',
    forgetAll: 'Forget all',
    forgetAllSure:
      'Forget every key and alias of this list, and what you last filled in on the first page? The aliases live on, but only keys and links that you keep elsewhere can reach them.',
    forgetGone: 'Forget those that are gone',
    export: 'Export',
    import: 'Import',
    imported: 'Imported: {n}.',
    forgotten: 'Forgotten: {n}.',
    restored: 'Back in the list: {n}.',
    undo: 'Undo',
    importFailed: 'That file is not an export of this list.',
  },

  key: {
    title: 'Your key',
    kicker: 'Key',
    lead: (target: Html) => html`It makes aliases for ${target}, and manages those that it made.`,
    unconfirmed:
      'Nobody at this address has agreed yet. Open the message that we sent there within 24 hours; without an answer the key and its aliases are gone.',
    quick: 'New alias',
    saved: 'Saved.',
    here: 'In this browser',
    kept: 'This browser remembers the key.',
    unkept: 'This browser does not remember the key yet.',
    remember: 'Remember it',
    forget: 'Forget it here',
    noScript: 'Scripts are off, so this browser cannot remember the key. Keep it where you keep passwords.',
    elsewhere: 'On another device',
    elsewhereHint:
      'Scan this, or open the link there. It is as secret as a password: whoever has it can make aliases for you, and see and end them.',
    qr: 'QR code of the link with the key',
    preset: 'What new aliases get',
    presetHint: 'Where a program, a password manager or the button above asks for nothing else.',
    label: 'Name of the key',
    labelHint: 'Only you see it, such as “phone”.',
    uses: 'Messages',
    time: 'Time',
    none: 'Empty: no limit of its own.',
    revoke: 'End the key',
    revokeHint: 'If somebody else may have it, or you no longer need it.',
    revokeAsk: 'End it…',
    revokeTitle: 'End this key?',
    revokeLead:
      'Nobody can use it after that, and it cannot be brought back. Its aliases can live on by their own limits, or end with it, at once and for good.',
    revokeKeep: 'End the key, keep its aliases',
    revokeAll: 'End the key and all its aliases',
    revokeNot: 'Keep it',
    revoked: 'The key has ended',
    revokedKeep:
      'Its aliases live on until their own limits. Their links reach them; the key no longer does.',
    revokedAll: 'Its aliases have ended with it.',
    open: 'Open a key',
    openHint:
      'A key begins with “mayfly”. It is never sent along by itself: paste it here, or the link that has it.',
    openDo: 'Open it',
    unknown: 'This key is unknown, has ended, or is incomplete.',
    needed: 'Making an alias here needs a key. You get one from whoever runs this service.',
    full: 'This key has as many living aliases as it may have. End some of them first.',
  },

  how: {
    title: 'How it works',
    lead: 'A mayfly lives for a day, does what it came for, and is gone. So does an alias.',
    life: [
      ['Made', 'You say where mail goes and how long the alias may live. You need no account.'],
      ['Handed out', 'You type it into the form that wants your address. It looks like any other.'],
      [
        'Flying',
        'Each message passes straight through to you. It counts once your own mail provider has accepted it.',
      ],
      ['Last flight', 'The last message arrives, or the time is over.'],
      ['Gone', 'Every later sender is told that there is no such address. For ever.'],
    ] as readonly Words[],
    lifeTitle: 'The life of an alias',
    why: 'Questions',
    questions: [
      [
        'Can mail get lost?',
        'No. We tell a sender that a message was taken only after your own mail server said so. If that is away, the sender is told to try again, and does.',
      ],
      [
        'What if somebody tries to use it up?',
        'Only a message that was delivered to you counts. Probing, breaking off and being refused cost nothing.',
      ],
      [
        'Does a reply stay hidden?',
        'No. Mail comes in through the alias, but what you send goes out from your real address and shows it.',
      ],
      [
        'Does my address leak in a bounce?',
        'No. Whatever your mail server says, senders get our own words. Your address is in none of them.',
      ],
      [
        'Can I sort by alias?',
        'Add a plus and anything: mail to name+shop@ reaches the same alias as name@.',
      ],
      [
        'What if I lose the key and the link?',
        'Then the alias can no longer be changed. It still dies as agreed.',
      ],
    ] as readonly Words[],
  },

  privacy: {
    title: 'Privacy',
    lead: 'What this service knows, where, and for how long.',
    what: 'What',
    where: 'Where and how',
    until: 'Until',
    kept: [
      [
        'Your real address and your label',
        'In our database, encrypted with a key that is made from the server’s secret and the alias itself. The alias is stored nowhere, so a stolen database tells neither.',
        'The alias dies; within two hours after that',
      ],
      [
        'Limits, counters and times of an alias',
        'In our database, readable, filed under a fingerprint of the alias (a keyed hash): the server makes it with its secret, and nobody can turn it back into the alias.',
        'The alias dies; within two hours after that',
      ],
      [
        'A message on its way',
        'Its sender, size and header leave such a fingerprint while it is uncertain whether your mail server took it.',
        'It is certain; five days at most',
      ],
      [
        'That a name was used',
        'Such a fingerprint and nothing else, so that nobody gets your dead alias.',
        'For good',
      ],
      [
        'How an alias ended',
        'When, by whom or by what, how many messages came through it, and the hash of its link’s last part: for whoever has the link.',
        'Thirty days after its end',
      ],
      ['The link that manages an alias', 'Only a hash of its last part.', 'Thirty days after the alias dies'],
      [
        'A key',
        'Your real address, the name of the key and the list of its aliases, encrypted with the key itself, which is not stored: without it neither we nor a thief can tell whose it is.',
        'You end it, or do not use it for 400 days',
      ],
      [
        'The link in each message',
        'Nowhere: it is worked out from the alias and the server’s secret.',
        'The alias dies',
      ],
      [
        'Who is told when a message bounces',
        'As a rule nowhere: it is written into the return path of the message, which your mail server sees. What does not fit is in our database, encrypted with a key that only that return path gives.',
        'Ten days after the message',
      ],
      [
        'That you were asked whether mail may go to you',
        'In our database: what the question is about, encrypted with a key that only its link gives; and when it was sent, under a fingerprint of your address.',
        'A month; a day',
      ],
      [
        'When a test message was sent to you',
        'In our database, under a fingerprint of your address.',
        'A day',
      ],
      [
        'That you want never to be asked',
        'In our database, as a fingerprint of your address.',
        'For good, or until the operator takes it back',
      ],
      [
        'What the operator has blocked',
        'In our database: a real address as such a fingerprint; domains and IP addresses as they are.',
        'The operator takes it back',
      ],
      ['Mail', 'Passes through memory while it arrives. Never on a disk.', 'It has passed'],
      [
        'When messages came and how they ended',
        'In memory only, for the picture on the page of the alias.',
        'The service restarts, or newer ones push it out',
      ],
      [
        'IP addresses of visitors and sending servers, and real addresses that something was requested for',
        'In memory only, to limit how much each may ask for in a while.',
        'That while is over; an hour at most unless configured otherwise',
      ],
      [
        'Log lines',
        'What kind of request, how it ended, how long it took. No alias, no real address, no sender, no subject, no link.',
        'For as long as the operator keeps logs',
      ],
      [
        'Keys and links of aliases, and what you last filled in on the first page, your real address included',
        'In your browser’s own storage, unless you choose otherwise. Keys and links are sent to us when you use them, and not kept.',
        'You press Forget all there',
      ],
      [
        'The first page as you sent it, if something in it was not right and scripts are off',
        'In your browser’s cache, so that Back shows it without sending it again.',
        'Your browser clears its cache',
      ],
      [
        'A page that says that there is no connection',
        'In your browser, once this site is installed. No other page is kept there.',
        'You remove the site',
      ],
    ] as readonly (readonly [string, string, string])[],
    not: 'What there is not',
    nots: [
      'No accounts, no cookies, no analytics, and nothing loaded from anybody else.',
      'No copy of your mail, not even for a moment on a disk.',
      'No way to list the aliases of a person, for us or for a thief.',
    ],
    others: 'What others see',
    othersHint:
      'Your mail server sees who writes to you, as always. Whoever runs this service could read mail while it passes, as with every mail server on the way: use one that you trust, or run your own. If the operator consults lists of spam sources, those learn the IP address of each server that sends mail here and of whoever makes an alias.',
  },

  api: {
    title: 'API',
    lead: (link: Link) =>
      html`Everything that these pages do, a program can do. The ${link('OpenAPI document')} is the contract; this page is made from it.`,
    start: 'In one minute',
    startHint: 'Paste this into a shell, line after line.',
    calls: 'Calls',
    body: 'Body',
    field: 'Field',
    type: 'Type',
    meaning: 'Meaning',
    required: 'required',
    answers: 'Answers',
    token: 'Needs the token of the alias, or the key that it was made with: Authorization: Bearer TOKEN.',
    key: 'Needs a key: Authorization: Bearer KEY.',
    errors:
      'Errors are application/problem+json (RFC 9457). An unknown alias, a dead one and a wrong token get the same 404.',
  },

  problems: {
    title: 'Problems of the API',
    lead: 'The type of a problem leads to its explanation here.',
    codes: 'Codes of faults',
    codesLead:
      'Each of the errors of a problem has a field, a code, and these words for people, with the limits that apply.',
  },

  managers: {
    title: 'In your password manager',
    lead: 'Password managers can make an alias where you type an address. They know addy.io and SimpleLogin, and this server understands the same requests: choose one of the two, and enter this server and one of its keys.',
    picture: 'A form with four fields: service, server, key and domain, filled in as below',
    values: 'What to enter',
    service: 'Service',
    server: 'Server',
    key: 'Key',
    domain: 'Domain',
    copyServer: 'Copy the server',
    copyDomain: 'Copy the domain',
    keyHint:
      'Goes where the API key is asked for. You get one with your first alias, or from whoever runs this service. Your address and the limits of new aliases are in it: whoever has it makes aliases for you.',
    clients: [
      {
        id: 'bitwarden',
        name: 'Bitwarden and Vaultwarden',
        steps: [
          'Open Generator, then Username, and choose Forwarded email alias.',
          'Service: addy.io. (SimpleLogin works as well, and asks for no domain.)',
          'API key: your key.',
          'Email domain: the domain above.',
          'Self-host server URL: the server above. Then generate.',
        ],
        hint: 'In the web vault, the server of the vault has to allow this one: in Vaultwarden by ALLOWED_CONNECT_SRC.',
      },
      {
        id: 'keyguard',
        name: 'Keyguard',
        steps: [
          'Open the generator, and there the email forwarders.',
          'Add one, and choose addy.io.',
          'API key: your key.',
          'Domain: the domain above.',
          'Server URL: the server above. Then choose it in the generator.',
        ],
      },
      {
        id: 'addy',
        name: 'The extension of addy.io',
        steps: [
          'Install it, open it, and choose to change the instance.',
          'Instance: the server above.',
          'API token: your key.',
          'Make an alias with its button, its shortcut or its context menu.',
          'It also lists, searches, pauses and deletes what this key has made.',
        ],
      },
      {
        id: 'simplelogin',
        name: 'The extension of SimpleLogin',
        steps: [
          'Install it, open it, and choose the settings for your own server.',
          'API URL: the server above.',
          'Choose to sign in with an API key, and enter your key.',
          'Make an alias with a name of your own, or a random one.',
          'It also lists, searches, pauses and deletes what this key has made.',
        ],
      },
    ] as readonly {
      readonly id: string;
      readonly name: string;
      readonly steps: readonly string[];
      readonly hint?: string;
    }[],
    phone: 'On your phone, without a password manager',
    phoneSteps: [
      'In the menu of the browser, install this site: Add to home screen.',
      'In the form of a shop, open the menu of the browser and choose Share, then Mayfly.',
      'The form of this site opens, with the name of the shop as the label. Nothing is made or kept until you press the button.',
      'Copy the alias, and go back.',
    ],
    phoneHint: 'Sharing with an installed site works in Chromium browsers on Android, not on iPhones.',
    limits: 'Limits other than those of the key',
    limitsHint:
      'In the field for the domain, write them before it: a number of messages (x), of hours (h), days (d) or weeks (w), or one of each.',
    examples: [
      ['3x', 'dies after 3 messages'],
      ['7d', 'dies after 7 days'],
      ['3x.7d', 'dies after 3 messages, and after 7 days at the latest'],
    ] as readonly Words[],
    differences: 'What is different here',
    different: [
      'Deleted is gone for good: no address is ever given out again. What you may want back, pause.',
      'An alias that has run out vanishes from the lists by itself.',
      'There are no replies through an alias.',
      'There are no accounts and no passwords: sign in with a key.',
    ],
  },

  operators: {
    title: 'For operators',
    lead: 'Mayfly is a single program that needs nothing else. Run it for yourself, your family or your company.',
    steps: [
      [
        'Point a domain at it',
        'An MX record for the domain of the aliases, a host name with matching reverse DNS, port 25 open.',
      ],
      ['Say where mail goes', 'A smarthost that takes mail for your people: MAYFLY_NEXT_HOP.'],
      [
        'Turn on TLS',
        'With MAYFLY_ACME and MAYFLY_HTTPS_LISTEN it gets its own certificates, for the website and for mail. Or use a reverse proxy for the website, and MAYFLY_TLS_CERT with MAYFLY_TLS_KEY for STARTTLS.',
      ],
      ['Watch it', 'Liveness at /healthz, readiness at /readyz, one JSON log line for each event.'],
      [
        'Back it up',
        'The database and the secret, in separate places. Without the secret, the database reveals nothing to anybody.',
      ],
    ] as readonly Words[],
    example: 'An example',
    limits: 'Limits of this service',
    maxUses: 'Messages of one alias, at most',
    maxTime: 'Life of one alias, at most',
    domains: 'Domains',
    none: 'no limit',
    abuse: 'Who runs this service, and where abuse is reported',
  },
  proof: {
    working:
      'One moment: your browser computes something for this service, so that nobody can ask for thousands at once.',
    failed: 'The service could not be reached just now. Try again.',
    insecure:
      'Your browser can do the computing that this needs only over an encrypted connection. Open this page with https://.',
    missing:
      'Nothing was made yet. To keep floods away, your browser has to compute for a second, and that takes JavaScript. Switch it on for this page and send the form once more, or ask the operator for a key.',
    refused: 'What your browser computed came too late, or twice. Send the form once more.',
    needsScript:
      'To make an alias here, your browser has to compute for a second, so that nobody can ask for thousands at once. That takes JavaScript: switch it on for this page, or ask the operator for a key.',
  },
  operator: {
    title: 'Who runs this',
    runBy: (name: string) => `This service is run by ${name}.`,
    nameless: (domain: string) => `This is Mayfly at ${domain}. Whoever runs it has given no name here.`,
    abuse: 'Report abuse',
    report: (contact: Html) =>
      html`Was an address of this service used to cheat you, or does a message claim to come from here? Write to ${contact}.`,
    reportHints: [
      'Name the address of this service: with it the operator can look at that address and end it.',
      'Send the message itself as an attachment, with its whole header. Without it nobody can tell which way it came.',
      'The service does not tell even the operator whose address it is: where mail goes is sealed, and messages are not kept.',
    ],
    noContact:
      'No address for reports is set up here. Ask whoever the IP address belongs to; the Internet registries tell who that is.',
    unwanted: 'You get mail that you do not want',
    unwantedHint:
      'If mail reaches you through an address of this service, a line of its header, Mayfly-Stop, has a link that stops that address. You can also ask the operator to block your own address for good: then nothing is passed on to it any more, whoever asks for it.',
    refused: 'Your mail is refused here',
    refusedHint:
      'The refusal 550 5.1.1 means that an address is gone for good, as the person who gave it to you wanted. Any other refusal gives its reason in the same line. Whoever runs the service reads what is sent to postmaster at its domain.',
  },

  errors: {
    home: 'Back to the first page',
    noQuestion: [
      'No such question',
      'The link is not whole, or it is older than a month. Open it from the message again, or copy all of it.',
    ] as Words,
    noAlias: ['No such alias', 'It never existed, it is gone for good, or this is not its link.'] as Words,
    foreign: [
      'That came from another site',
      'Forms are taken only from these pages. Nothing was changed. Go to the page itself and try again.',
    ] as Words,
    away: 'The service cannot be reached. Nothing was changed. Try again in a moment.',
    tooMany: (wait: string) => `Too many aliases in a short time. Try again in ${wait}.`,
    tooManyOfKey: (wait: string) =>
      `This key has made as many aliases today as it may. Try again in ${wait}.`,
    byStatus: {
      400: [
        'That could not be read',
        'The form arrived damaged. Nothing was changed. Go back and try again.',
      ],
      403: [
        'Not from this address',
        'Your IP address is on a list of sources of spam, or the operator has blocked it. Ask for its removal there, write to the operator, or come from another network.',
      ],
      404: ['Nothing here', 'There is no page at this address.'],
      405: ['Not like this', 'This address takes another kind of request. Nothing was changed.'],
      408: ['Too slow', 'The request took too long to arrive. Try again.'],
      412: ['Changed meanwhile', 'It is no longer what it was when you saw it. Nothing was changed.'],
      413: ['Too much', 'That is more than a form of ours can hold (16 KiB). Nothing was changed.'],
      415: ['Not a form', 'This address only takes what the forms on these pages send. Nothing was changed.'],
      421: [
        'Another name',
        'This service is not known under the host name in the address. Nothing was changed.',
      ],
      429: [
        'Too many changes',
        'Too much was changed in a short time. Nothing was changed now. Try again in a minute.',
      ],
      500: ['Something broke here', 'It is our fault, not yours. Try again in a moment.'],
      503: [
        'Not now',
        'The service cannot answer at this moment. Nothing was changed. Try again in a moment.',
      ],
    } as Readonly<Record<number, Words>>,
    other: ['That did not work', 'Nothing was changed. Go back and try again.'] as Words,
  },

  /** Shown by password managers and other extensions. */
  clients: {
    badKey: ['Unknown key', 'The key is not complete, or it was revoked.'] as Words,
    badBody: ['Bad request', 'The request is not a JSON object.'] as Words,
    noAlias: ['No such alias', 'The alias is gone for good, or another key made it.'] as Words,
    sameId: [
      'Two aliases with one number',
      'Two aliases of this key have the same number here. Manage this one on the website.',
    ] as Words,
    noRestore: [
      'Gone for good',
      'An alias that is gone cannot be restored: its address is never used again.',
    ] as Words,
    noReplies: [
      'No replies through an alias here',
      'Mail goes through an alias in one direction. A reply would come from your real address.',
    ] as Words,
    noPasswords: [
      'Enter a key of this server as API key',
      'This server has no accounts and no passwords. Enter one of its keys where the API key is asked for.',
    ] as Words,
    unconfirmed: [
      'Not agreed to yet',
      'The owner of the mailbox has not agreed yet. The question is in that mailbox.',
    ] as Words,
    fullKey: [
      'Too many living aliases',
      'This key has the maximum number of living aliases. Delete one, or wait until one dies.',
    ] as Words,
    noLimits: (domain: string | undefined): Words => [
      'The key sets no limits',
      `The key says neither for how many messages nor for how long. Set that on the key${domain === undefined ? '' : `, or write it before the domain: 3x.7d@${domain}`}.`,
    ],
    badDomain: (domain: string): Words => [
      'Not a domain',
      `Write a domain, or limits and a domain: 3x.7d@${domain} is 3 messages and 7 days. Hours are h, days d, weeks w.`,
    ],
    badSuffix: ['Unknown ending', 'This ending of a name is none of ours. Choose one again.'] as Words,
    invalid: 'Not possible',
    tooMany: (wait: string): Words => [
      'Too many requests',
      `Too many requests in a short time. Try again in ${wait}.`,
    ],
  },

  sandbox: {
    title: 'Sandbox',
    lead: 'A trial run: messages end here, in memory, and go nowhere. Only this machine can see them.',
    leadPublic:
      'A trial run: messages end here, in memory, and go nowhere. Everyone who reaches this page can read them.',
    none: 'Nothing has arrived.',
    noneHint: 'Send a message to one of your aliases, and it shows up here by itself.',
    from: 'From',
    to: 'To',
    at: 'Received',
    size: (octets: string) => `${octets} bytes`,
    through: 'Through',
    bounce: '<> (a bounce)',
    html: 'As HTML',
    htmlHint: 'Shown without scripts, forms and pictures from elsewhere; its links lead nowhere.',
    noSubject: '(no subject)',
    noText: 'There is neither plain text nor HTML in this message. Its source is below.',
    download: 'Download',
    header: 'Header',
    source: 'Source',
    cut: 'Too long to be shown whole.',
    cutKept: 'Too long to be kept whole.',
  },

  /** What is wrong with a field, by code. */
  faultTexts: enFaults,
  /** The same as a whole sentence. */
  fault: (fault: Fault): string => `This ${formatFault(enFaults, fault)}.`,
  /** What is wrong with a field of a form before anything is asked for. */
  faults: {
    target: 'Enter the address that your mail should go to.',
    span: 'This must be a number above 0.',
    endless:
      'This and “any number of messages” cannot go together: an address needs an end. Choose a time or a number.',
    name: 'Enter the name that you want, or choose another kind.',
  },
};

/** A catalogue of texts. */
export type Messages = typeof en & {
  /** What ends a sentence, where it is no dot. */
  readonly fullStop?: string;
};
