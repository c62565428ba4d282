// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import { formatFault } from '../../alias/fault.ts';
import type { Messages } from './en.ts';
import { deFaults } from './faults-de.ts';

function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('de')} ${n === 1 ? one : many}`;
}

/** Every word of the website, in German. */
export const de: Messages = {
  name: 'Deutsch',
  tagline: 'Mailadressen, die von selbst vergehen',
  skip: 'Zum Inhalt',
  faulty: 'Fehler',
  menu: { label: 'Hauptmenü', make: 'Neu', mine: 'Meine Aliasse', how: 'So geht’s', api: 'API' },
  foot: {
    label: 'Mehr',
    managers: 'Im Passwortmanager',
    privacy: 'Datenschutz',
    operator: 'Betreiber und Missbrauch',
    operators: 'Für Betreiber',
    language: 'Sprache',
    source: 'Keine Konten, keine Cookies, kein Tracking.',
  },
  sandboxNote: (link) =>
    html`Dies ist ein Probelauf: Nachrichten gehen nirgendwohin als in die ${link('Sandbox')} auf diesem Rechner.`,
  publicSandboxNote: (link) =>
    html`Dies ist ein Probelauf: Nachrichten gehen nirgendwohin als in die ${link('Sandbox')}, wo alle sie lesen können, die diese Seite erreichen.`,
  utc: 'UTC',
  messages: (n) => count(n, 'Nachricht', 'Nachrichten'),
  duration: {
    day: (n) => count(n, 'Tag', 'Tage'),
    hour: (n) => count(n, 'Stunde', 'Stunden'),
    minute: (n) => count(n, 'Minute', 'Minuten'),
  },
  and: (first, second) => `${first} und ${second}`,
  copy: { address: 'Adresse kopieren', link: 'Link kopieren', key: 'Schlüssel kopieren' },
  copied: 'Kopiert',

  make: {
    title: 'Eine Adresse, die für dich stirbt',
    lead: 'Ein Alias ist eine Mailadresse, die du statt deiner echten weitergibst. Was dorthin geschickt wird, erreicht dich, bis die Nachrichten oder die Zeit aufgebraucht sind. Danach ist er für immer fort.',
    target: 'Deine echte Adresse',
    targetHint: 'Dorthin geht die Post. Absender bekommen sie nicht zu sehen.',
    didYouMean: (meant) => `Meinst du ${meant}?`,
    useMeant: (meant) => `Ja, nimm ${meant}`,
    asIs: (written) => html`Wenn ${written} stimmt, leg den Alias so an, wie es da steht.`,
    goesTo: 'Post geht an',
    elsewhere: 'eine andere Adresse',
    key: 'Dein Schlüssel',
    keyHint: 'Er beginnt mit „mayfly“. Wer diesen Dienst betreibt, hat ihn dir gegeben.',
    remember: 'In diesem Browser merken',
    rememberHint:
      'Nur auf deinem eigenen Gerät: Wer diesen Browser benutzt, kann dann Aliasse für dich anlegen, sie sehen und beenden.',
    uses: 'Stirbt nach',
    time: 'Und lebt höchstens',
    anyUses: (cap) =>
      cap === null ? 'beliebig vielen Nachrichten' : `bis zu ${count(cap, 'Nachricht', 'Nachrichten')}`,
    anyTime: (days) => (days === null ? 'ohne Zeitgrenze' : `bis zu ${count(days, 'Tag', 'Tage')}`),
    other: 'Anders',
    otherUses: 'Anzahl der Nachrichten',
    otherTime: 'Wie lange',
    unit: 'Einheit',
    units: { hours: 'Stunden', days: 'Tage', weeks: 'Wochen' },
    more: 'Bezeichnung und Name',
    note: 'Bezeichnung',
    noteHint: 'Nur du siehst sie; zum Beispiel, wem du die Adresse gegeben hast.',
    style: 'Name',
    random: 'Zufällig',
    randomHint: 'nicht zu erraten',
    words: 'Wörter',
    wordsHint: 'leicht zu sagen',
    own: 'Ein eigener',
    ownName: 'Name vor dem @',
    domain: 'Domain',
    submit: 'Alias anlegen',
    promise: 'Er stirbt, sobald das Erste von beiden aufgebraucht ist.',
    promiseBoth: 'Stirbt nach {uses} oder am {when}, je nachdem, was zuerst kommt.',
    messageForms: { one: '1 Nachricht', other: '{n} Nachrichten' },
    faults: 'Etwas stimmt noch nicht.',
    facts: [
      ['Fort heißt fort', 'Ein toter Alias weist jeden Absender ab und geht nie an jemand anderen.'],
      [
        'Nichts geht verloren',
        'Gezählt wird erst, wenn dein eigener Mailanbieter die Nachricht angenommen hat.',
      ],
      ['Nichts bleibt liegen', 'Post läuft hindurch, während sie ankommt. Gespeichert wird sie nie.'],
    ],
  },

  made: {
    title: 'Dein Alias ist bereit',
    titleAsked: 'Ein Schritt fehlt noch: stimme zu',
    address: 'Diese Adresse weitergeben',
    qr: 'QR-Code der Adresse',
    takes: 'Weitergeleitet wird an',
    onceAgreed: ', sobald du zustimmst.',
    after: (uses) => `Stirbt nach ${uses}`,
    on: 'am',
    or: ' oder',
    first: ', je nachdem, was zuerst kommt.',
    link: 'Dein Link dazu',
    key: 'Dein Schlüssel',
    keyHint:
      'Mit ihm legst du weitere Aliasse für dieselbe Adresse an, siehst und änderst sie alle; in einem anderen Browser füg ihn unter „Meine Aliasse“ ein. Bewahre ihn auf wie ein Passwort: Wer ihn hat, kann all das.',
    keyKnown: 'Mit deinem Schlüssel angelegt',
    keyKnownHint: 'Du findest ihn unter „Meine Aliasse“ in jedem Browser, der den Schlüssel hat.',
    keyKept: 'Dieser Browser merkt ihn sich: Der nächste Alias ist ein Klick.',
    asked: (target) => html`Wir haben ${target} gefragt`,
    askedHint:
      'Gib den Alias ruhig schon weiter. Öffne die Nachricht, die wir an dein Postfach geschickt haben, und stimme zu: Von da an erreicht dich Post. Diese Seite ändert sich dann von selbst. Ist keine Nachricht da, sieh im Spamordner nach.',
    askedLate:
      'Bis dahin sollen Absender es später wieder versuchen; ihre Mailserver tun das von selbst. Ohne Antwort innerhalb von 24 Stunden ist der Alias fort.',
    askedInVain:
      'Innerhalb von 24 Stunden hat niemand zugestimmt, oder der Alias wurde gelöscht. Durch ihn kam keine Post.',
    alone: 'Ein Link nur zu diesem Alias',
    aloneHint: 'Wer ihn hat, kann diesen Alias sehen und ändern, und keinen anderen.',
    manage: 'Alias ansehen und ändern',
    again: 'Noch so einen',
    different: 'Einen anderen',
    bookmark: 'Nächstes Mal schneller',
    bookmarkHint:
      'Zieh dies in deine Lesezeichen. Auf jeder Seite öffnet es einen neuen Alias, der nach dieser Seite benannt ist.',
    bookmarklet: 'Neuer Mayfly-Alias',
    bookmarkClicked: 'Zieh es in die Lesezeichenleiste; ein Klick hier bewirkt nichts.',
    sees: 'Was die andere Seite sieht',
    seesHint:
      'Wer an den Alias schreibt, sieht nur den Alias. Wenn du aber antwortest, kommt deine Antwort von deiner echten Adresse und zeigt sie.',
  },

  manage: {
    title: (address) => `Alias ${address}`,
    kicker: 'Dein Alias',
    left: 'Verbleibende Nachrichten',
    leftOf: (left, of) => `Noch ${left.toLocaleString('de')} von ${count(of, 'Nachricht', 'Nachrichten')}`,
    unlimited: 'Beliebig viele Nachrichten',
    delivered: (n) => `Bisher ${count(n, 'Nachricht', 'Nachrichten')} weitergegeben`,
    time: 'Verbleibende Zeit',
    timeLeft: (left) => `Noch ${left}`,
    noEnd: 'Unbegrenzte Zeit',
    dies: 'Stirbt am',
    notBefore: 'Gültig ab',
    paused: 'Angehalten: Absender sollen es später wieder versuchen.',
    active: 'Lebt und nimmt Post an.',
    notYet: 'Noch nicht gültig: Absender sollen es später wieder versuchen.',
    live: 'Live',
    liveHint: 'diese Seite hält sich selbst auf dem Laufenden',
    refresh: 'Neu laden',
    target: 'Weitergeleitet an',
    made: 'Angelegt am',
    note: 'Bezeichnung',
    done: {
      paused: 'Angehalten.',
      resumed: 'Nimmt wieder Post an.',
      limits: 'Die Grenzen sind geändert.',
      note: 'Die Bezeichnung ist geändert.',
      target: 'Die Post geht ab jetzt an die neue Adresse.',
    },
    pause: 'Anhalten',
    pauseHint: 'Absender sollen es später wieder versuchen; verbraucht wird nichts.',
    resume: 'Fortsetzen',
    extend: 'Mehr Zeit',
    extendTo: (span) => `${span} ab jetzt`,
    limits: 'Grenzen ändern',
    limitUses: 'Nachrichten, die noch kommen dürfen',
    limitTime: 'Zeit ab jetzt',
    unchanged: 'Leere Felder bleiben unverändert.',
    save: 'Speichern',
    relabel: 'Bezeichnung ändern',
    retarget: 'Ziel der Post ändern',
    newTarget: 'Neue Adresse',
    newTargetHint:
      'Wem die neue Adresse gehört, wird vielleicht erst per Mail um Zustimmung gebeten; bis dahin geht die Post weiter wie bisher.',
    newTargetAsIs: (written) => html`Wenn ${written} stimmt, speichere sie so, wie sie da steht.`,
    targetAsked: (target) =>
      html`Wir haben ${target} per Mail gefragt. Die Post geht dorthin, sobald dort innerhalb von 24 Stunden zugestimmt wird; bis dahin geht sie weiter wie bisher.`,
    destroy: 'Löschen',
    destroyHint: 'Sofort und für immer.',
    history: 'Verlauf',
    historyHint: (since) =>
      html`Wann eine Nachricht kam und wie es ausging, aber nicht, von wem sie war oder was darin stand. Nur im Arbeitsspeicher, seit ${since}.`,
    historyNone: 'Noch nichts.',
    outcomes: {
      delivered: 'Von deinem Mailserver angenommen',
      refusedByNextHop: 'Von deinem Mailserver abgelehnt; nichts verbraucht',
      refusedByUs: 'Von uns abgelehnt',
      bounced: 'Zurückgekommen: von deinem Mailserver angenommen, aber dann nicht zugestellt',
      inDoubt: 'Ungewiss: Die Verbindung zu deinem Mailserver riss im letzten Augenblick ab',
    },
    open: 'Die Seite eines Alias',
    openHint:
      'Der geheime Teil ihres Links steht hinter dem # und wird nie von selbst mitgeschickt. Füg den ganzen Link hier ein; er steht in der Adresszeile.',
    openDo: 'Anzeigen',
    goneForGood: 'Dieser Alias ist für immer fort, und niemand sonst wird ihn je bekommen.',
  },

  test: {
    send: 'Dir selbst eine Testnachricht schicken',
    hint: 'Sie nimmt denselben Weg zu dir wie weitergeleitete Post und verbraucht nichts.',
    outcomes: {
      accepted:
        'Dein Mailserver hat die Testnachricht angenommen. Ist sie nicht im Posteingang, sieh im Spamordner nach.',
      onItsWay:
        'Die Testnachricht ist unterwegs; dein Mailserver lässt sich mit der Antwort Zeit. Kommt in den nächsten Minuten nichts an, sieh im Spamordner nach.',
      putOff:
        'Dein Mailserver war nicht zu erreichen oder hat die Testnachricht jetzt nicht angenommen. Absender versuchen es von selbst wieder; versuch auch du es in ein paar Minuten noch einmal.',
      refused:
        'Dein Mailserver hat die Testnachricht abgelehnt. Auch Post an diesen Alias würde dich nicht erreichen.',
      unsent:
        'Es wurde keine Testnachricht geschickt: Deine Adresse hat vorerst genug davon bekommen, oder sie bekommt keine. Versuch es später wieder.',
    },
    mail: {
      subject: 'Post an deinen Alias erreicht dich',
      body: ({ address, stopLink }) => [
        'Hallo,',
        'dies ist die Testnachricht, die auf der Seite dieses Alias angefordert wurde:',
        `    ${address}`,
        'Wenn du sie lesen kannst, erreicht dich Post an den Alias. Sie kam auf demselben Weg wie solche Post und hat keine der Nachrichten des Alias verbraucht.',
        'Wenn du sie nicht angefordert hast, hat jemand anders einen Alias angelegt, der zu dir führt. Auf dieser Seite hältst du ihn an:',
        `    ${stopLink}`,
        'Ein Programm hat diese Nachricht geschrieben, und niemand liest Antworten darauf.',
      ],
    },
  },

  destroy: {
    title: 'Diesen Alias löschen?',
    lead: (address) =>
      html`Danach kann niemand mehr an ${address} schreiben. Zurückholen lässt er sich nicht, weder von dir noch von uns.`,
    yes: 'Für immer löschen',
    no: 'Behalten',
  },

  confirm: {
    kicker: 'Eine Frage zu Post an dich',
    agree: 'Ja, leite sie an mich weiter',
    never: 'Nie wieder fragen',
    neverHint:
      'Dann schickt dir dieser Dienst keine solche Frage mehr, wer auch immer einen Alias deiner Adresse haben will.',
    states: {
      asked: [
        'Darf Post an dich weitergeleitet werden?',
        'Jemand, wahrscheinlich du, hat um einen Alias deiner Adresse gebeten. Post an den Alias kommt nur zu dir, wenn du zustimmst.',
      ],
      agreed: [
        'Du hast zugestimmt',
        'Von jetzt an kommt Post an den Alias zu dir, bis die Nachrichten oder die Zeit aufgebraucht sind. In jeder Nachricht steht ein Link, der das beendet.',
      ],
      never: [
        'Du wirst nicht mehr gefragt',
        'An deine Adresse geht keine solche Frage mehr. Was du vorher erlaubt hast, läuft weiter, bis du es beendest. Willst du doch einen Alias, dann wende dich an den Betreiber.',
      ],
      late: [
        'Für eine Antwort ist es zu spät',
        'Niemand hat innerhalb von 24 Stunden zugestimmt, also wird nichts an dich weitergeleitet. Wolltest du es, dann frag noch einmal danach.',
      ],
    },
  },

  question: {
    subject: (domain) => `Darf ${domain} Post an dich weiterleiten?`,
    body: ({ domain, address, link }) => [
      'Guten Tag,',
      `jemand, wahrscheinlich du, hat bei ${domain} um einen Alias dieser Mailadresse gebeten: eine Adresse zum Weitergeben, deren Post eine Zeit lang an dich weitergeleitet wird.${address === undefined ? '' : ' Das ist'}`,
      ...(address === undefined ? [] : [`    ${address}`]),
      'Weitergeleitet wird nur, wenn du zustimmst. Warst du es, dann öffne bitte diese Seite:',
      `    ${link}`,
      'Sie zu öffnen ändert nichts. Auf ihr sind zwei Knöpfe: einer zum Zustimmen, 24 Stunden lang, und einer, um nie wieder gefragt zu werden.',
      'Warst du es nicht, brauchst du nichts zu tun: Ohne Antwort innerhalb von 24 Stunden verfällt die Anfrage, und es wird nichts an dich weitergeleitet.',
      `Von sich aus verschickt ${domain} nur solche Nachrichten. Ein Programm hat sie geschrieben, und Antworten darauf liest niemand.`,
    ],
  },

  stop: {
    kicker: 'Der Alias, durch den eine Nachricht kam',
    hint: 'Wer diesen Link hat, kann dies und nichts sonst. Er gilt, bis der Alias fort ist.',
  },

  offline: {
    title: 'Keine Verbindung',
    lead: 'Von hier aus ist der Server nicht zu erreichen. Bist du offline, nehmen deine Aliasse weiter Post an; ist der Server fort, versuchen es Absender von selbst noch einmal.',
    again: 'Noch einmal versuchen',
  },

  gone: {
    title: 'Er ist fort',
    lead: 'Der Alias ist gelöscht. Es bleibt nur ein Zeichen, dass es diesen Namen gab, damit ihn nie jemand anderes bekommt.',
    again: 'Einen neuen anlegen',
  },

  ended: {
    how: {
      usedUp: (when) => html`Er war aufgebraucht: ${when}.`,
      expired: (when) => html`Seine Zeit war um: ${when}.`,
      destroyedByYou: (when) => html`Du hast ihn gelöscht, oder jemand mit deinem Link: ${when}.`,
      destroyedByOwner: (when) => html`Wem er gehört, hat ihn gelöscht: ${when}.`,
      destroyedByLink: (when) => html`Mit dem Link einer Nachricht gelöscht: ${when}.`,
      destroyedByOperator: (when) => html`Der Betreiber dieses Dienstes hat ihn gelöscht: ${when}.`,
    },
    used: (used, max) =>
      max === null
        ? `Durch ihn ${used === 1 ? 'kam 1 Nachricht' : `kamen ${used} Nachrichten`}.`
        : `Durch ihn ${used === 1 ? 'kam' : 'kamen'} ${used} von ${count(max, 'Nachricht', 'Nachrichten')}.`,
    hint: (until) =>
      html`Niemand sonst bekommt je diesen Namen. Deine Adresse und deine Bezeichnung werden spätestens zwei Stunden nach seinem Ende gelöscht; wie er endete, steht hier bis ${until}.`,
  },

  mine: {
    title: 'Meine Aliasse',
    lead: 'Was mit den Schlüsseln und Links angelegt wurde, die dieser Browser sich merkt. Der Dienst selbst hat keine Liste: Ohne Schlüssel oder Link weiß niemand, wem ein Alias gehört.',
    noScript:
      'Schlüssel und Links würde sich dein Browser mit einem Skript merken, und Skripte sind abgeschaltet.',
    held: 'Schlüssel und Links',
    heldHint: 'Füg ein, was du beim Anlegen aufbewahrt hast, in jeder Zeile eins.',
    show: 'Anzeigen',
    fruitless: 'Nichts davon ist ein Schlüssel oder der Link eines Alias.',
    of: (name) => html`Für ${name}`,
    noneOfKey: 'Keiner lebt.',
    more: 'Mehr anzeigen',
    loose: 'Einzelne Aliasse',
    looseHint: 'Ohne Schlüssel angelegt oder nur durch ihren Link bekannt.',
    deadKey:
      'Ein Schlüssel, den dieser Browser sich merkt, ist beendet oder wurde zu lange nicht benutzt. Die Aliasse, die mit ihm angelegt wurden, sind nur noch über ihre eigenen Links zu erreichen.',
    none: 'Noch keiner.',
    make: 'Den ersten anlegen',
    address: 'Alias',
    label: 'Bezeichnung',
    state: 'Zustand',
    ends: 'Stirbt am',
    actions: 'Aktionen',
    states: {
      active: (left) => `lebt, noch ${left}`,
      unlimited: 'lebt',
      paused: 'angehalten',
      unconfirmed: 'wartet auf die Zustimmung deiner Adresse',
      gone: 'fort',
    },
    manage: 'Verwalten',
    forget: 'Vergessen',
    forgetAll: 'Alle vergessen',
    forgetAllSure:
      'Alle Schlüssel und Aliasse dieser Liste vergessen, und was du auf der Startseite zuletzt eingetragen hast? Die Aliasse leben weiter, sind aber nur noch über Schlüssel und Links zu erreichen, die du anderswo hast.',
    forgetGone: 'Vergessen, was fort ist',
    export: 'Exportieren',
    import: 'Importieren',
    imported: 'Importiert: {n}.',
    forgotten: 'Vergessen: {n}.',
    restored: 'Wieder in der Liste: {n}.',
    undo: 'Rückgängig',
    importFailed: 'Diese Datei enthält keine solche Liste.',
  },

  key: {
    title: 'Dein Schlüssel',
    kicker: 'Schlüssel',
    lead: (target) => html`Er legt Aliasse für ${target} an und verwaltet, was er angelegt hat.`,
    unconfirmed:
      'Seine Adresse hat noch nicht zugestimmt. Öffne innerhalb von 24 Stunden die Nachricht, die wir dorthin geschickt haben; ohne Antwort sind der Schlüssel und seine Aliasse fort.',
    quick: 'Neuer Alias',
    saved: 'Gespeichert.',
    here: 'In diesem Browser',
    kept: 'Dieser Browser merkt sich den Schlüssel.',
    unkept: 'Dieser Browser merkt sich den Schlüssel noch nicht.',
    remember: 'Merken',
    forget: 'Hier vergessen',
    noScript:
      'Skripte sind abgeschaltet, also kann dieser Browser sich den Schlüssel nicht merken. Bewahre ihn auf wie ein Passwort.',
    elsewhere: 'Auf einem anderen Gerät',
    elsewhereHint:
      'Scanne dies dort oder öffne dort den Link. Er ist so geheim wie ein Passwort: Wer ihn hat, kann Aliasse für dich anlegen, sie sehen und beenden.',
    qr: 'QR-Code des Links mit dem Schlüssel',
    preset: 'Was neue Aliasse bekommen',
    presetHint: 'Wo ein Programm, ein Passwortmanager oder der Knopf oben nichts anderes verlangt.',
    label: 'Name des Schlüssels',
    labelHint: 'Nur du siehst ihn, zum Beispiel „Handy“.',
    uses: 'Nachrichten',
    time: 'Zeit',
    none: 'Leer: keine eigene Grenze.',
    revoke: 'Schlüssel beenden',
    revokeHint: 'Wenn ihn jemand anderes haben könnte oder du ihn nicht mehr brauchst.',
    revokeAsk: 'Beenden …',
    revokeTitle: 'Diesen Schlüssel beenden?',
    revokeLead:
      'Danach kann ihn niemand mehr benutzen, und zurückholen lässt er sich nicht. Seine Aliasse können bis zu ihren eigenen Grenzen weiterleben oder mit ihm enden, sofort und für immer.',
    revokeKeep: 'Schlüssel beenden, Aliasse behalten',
    revokeAll: 'Schlüssel und alle seine Aliasse beenden',
    revokeNot: 'Behalten',
    revoked: 'Der Schlüssel ist beendet',
    revokedKeep:
      'Seine Aliasse leben bis zu ihren eigenen Grenzen weiter. Ihre Links erreichen sie, der Schlüssel nicht mehr.',
    revokedAll: 'Seine Aliasse sind mit ihm beendet.',
    open: 'Einen Schlüssel öffnen',
    openHint:
      'Ein Schlüssel beginnt mit „mayfly“. Er wird nie von selbst mitgeschickt: Füg ihn hier ein oder den Link, der ihn enthält.',
    openDo: 'Öffnen',
    unknown: 'Dieser Schlüssel ist unbekannt, beendet oder unvollständig.',
    needed: 'Hier braucht ein Alias einen Schlüssel; den vergibt, wer diesen Dienst betreibt.',
    full: 'Dieser Schlüssel hat so viele lebende Aliasse, wie er haben darf. Beende zuerst einige.',
  },

  how: {
    title: 'So geht’s',
    lead: 'Eine Eintagsfliege lebt einen Tag, tut, wozu sie kam, und ist fort. Ein Alias auch.',
    life: [
      [
        'Angelegt',
        'Du sagst, wohin die Post geht und wie lange der Alias leben darf. Ein Konto brauchst du nicht.',
      ],
      ['Weitergegeben', 'Du trägst ihn ein, wo man deine Adresse will. Er sieht aus wie jede andere.'],
      [
        'Im Flug',
        'Jede Nachricht geht geradewegs zu dir. Gezählt wird, wenn dein Mailserver sie angenommen hat.',
      ],
      ['Letzter Flug', 'Die letzte Nachricht kommt an, oder die Zeit ist um.'],
      ['Fort', 'Jeder spätere Absender erfährt, dass es diese Adresse nicht gibt. Für immer.'],
    ],
    lifeTitle: 'Das Leben eines Alias',
    why: 'Fragen',
    questions: [
      [
        'Kann Post verloren gehen?',
        'Nein. Wir sagen einem Absender erst dann, dass eine Nachricht angenommen ist, wenn dein eigener Mailserver es gesagt hat. Ist der nicht da, soll der Absender es wieder versuchen, und er tut es.',
      ],
      [
        'Und wenn jemand ihn aufbrauchen will?',
        'Nur was bei dir angekommen ist, zählt. Wer nur probiert, abbricht oder abgelehnt wird, verbraucht nichts.',
      ],
      [
        'Bleibt eine Antwort verborgen?',
        'Nein. Post kommt durch den Alias herein; was du schickst, geht von deiner echten Adresse aus und zeigt sie.',
      ],
      [
        'Verrät eine Fehlermeldung meine Adresse?',
        'Nein. Was auch immer dein Mailserver sagt, Absender bekommen unsere eigenen Worte. Deine Adresse steht in keinem davon.',
      ],
      [
        'Kann ich danach sortieren?',
        'Häng ein Plus und irgendetwas an: Post an name+laden@ erreicht denselben Alias wie name@.',
      ],
      [
        'Was, wenn ich Schlüssel und Link verliere?',
        'Dann lässt sich der Alias nicht mehr ändern. Er stirbt trotzdem wie vereinbart.',
      ],
    ],
  },

  privacy: {
    title: 'Datenschutz',
    lead: 'Was dieser Dienst weiß, wo, und wie lange.',
    what: 'Was',
    where: 'Wo und wie',
    until: 'Bis',
    kept: [
      [
        'Deine echte Adresse und deine Bezeichnung',
        'In unserer Datenbank, verschlüsselt mit einem Schlüssel aus dem Geheimnis des Servers und dem Alias selbst. Der Alias ist nirgends gespeichert, also verrät eine gestohlene Datenbank keines von beiden.',
        'Der Alias stirbt; spätestens zwei Stunden danach',
      ],
      [
        'Grenzen, Zähler und Zeiten eines Alias',
        'In unserer Datenbank, lesbar, unter einem Fingerabdruck des Alias: Der Server macht ihn mit seinem Geheimnis, und niemand kann daraus den Alias zurückgewinnen.',
        'Der Alias stirbt; spätestens zwei Stunden danach',
      ],
      [
        'Eine Nachricht unterwegs',
        'Absender, Größe und Kopfzeilen hinterlassen einen geheimen Fingerabdruck, solange ungewiss ist, ob dein Mailserver sie angenommen hat.',
        'Es ist gewiss; höchstens fünf Tage',
      ],
      [
        'Dass es einen Namen gab',
        'Ein geheimer Fingerabdruck und sonst nichts, damit niemand deinen toten Alias bekommt.',
        'Für immer',
      ],
      [
        'Wie ein Alias endete',
        'Wann, durch wen oder was, wie viele Nachrichten kamen, und der Fingerabdruck vom letzten Teil seines Links: für alle, die den Link haben.',
        'Dreißig Tage nach seinem Ende',
      ],
      [
        'Der Link, der einen Alias verwaltet',
        'Nur ein Fingerabdruck seines letzten Teils.',
        'Dreißig Tage nach dem Tod des Alias',
      ],
      [
        'Ein Schlüssel',
        'Deine echte Adresse, der Name des Schlüssels und die Liste seiner Aliasse, verschlüsselt mit dem Schlüssel selbst, der nicht gespeichert wird: Ohne ihn wissen weder wir noch ein Dieb, wem er gehört.',
        'Du beendest ihn oder benutzt ihn 400 Tage nicht',
      ],
      [
        'Der Link in jeder Nachricht',
        'Nirgends: Er wird aus dem Alias und dem Geheimnis des Servers errechnet.',
        'Der Alias stirbt',
      ],
      [
        'Wer erfährt, wenn eine Nachricht nicht zugestellt werden kann',
        'In der Regel nirgends: Es steht in der Rücksendeadresse der Nachricht, die dein Mailserver sieht. Was nicht hineinpasst, liegt in unserer Datenbank, verschlüsselt mit einem Schlüssel, den nur diese Rücksendeadresse ergibt.',
        'Zehn Tage nach der Nachricht',
      ],
      [
        'Dass du gefragt wurdest, ob Post an dich gehen darf',
        'In unserer Datenbank: worum es ging, verschlüsselt mit einem Schlüssel, den nur der Link der Frage ergibt; und wann, unter einem Fingerabdruck deiner Adresse.',
        'Ein Monat; ein Tag',
      ],
      [
        'Wann dir eine Testnachricht geschickt wurde',
        'In unserer Datenbank, unter einem Fingerabdruck deiner Adresse.',
        'Ein Tag',
      ],
      [
        'Dass du nie gefragt werden willst',
        'In unserer Datenbank, als Fingerabdruck deiner Adresse.',
        'Für immer, oder bis der Betreiber es zurücknimmt',
      ],
      [
        'Was der Betreiber gesperrt hat',
        'In unserer Datenbank: eine echte Adresse als Fingerabdruck, Domains und IP-Adressen, wie sie sind.',
        'Der Betreiber nimmt es zurück',
      ],
      [
        'Post',
        'Läuft durch den Arbeitsspeicher, während sie ankommt. Nie auf eine Platte.',
        'Sie ist hindurch',
      ],
      [
        'Wann Nachrichten kamen und wie es ausging',
        'Nur im Arbeitsspeicher, für das Bild auf der Seite des Alias.',
        'Der Dienst startet neu, oder Neueres verdrängt es',
      ],
      [
        'IP-Adressen von Besuchern und sendenden Servern, und echte Adressen, für die etwas verlangt wurde',
        'Nur im Arbeitsspeicher, um zu begrenzen, wie viel jeder in einer Weile verlangen kann.',
        'Die Weile ist um; höchstens eine Stunde, wenn nicht anders eingestellt',
      ],
      [
        'Protokollzeilen',
        'Welche Art von Anfrage, wie sie ausging, wie lange sie dauerte. Kein Alias, keine echte Adresse, kein Absender, kein Betreff, kein Link.',
        'Wie der Betreiber Protokolle aufbewahrt',
      ],
      [
        'Schlüssel und Links von Aliassen, und was du auf der Startseite zuletzt eingetragen hast, auch deine echte Adresse',
        'Im Speicher deines eigenen Browsers, wenn du es nicht anders willst. Schlüssel und Links gehen an uns, wenn du sie benutzt, und werden nicht behalten.',
        'Du drückst dort auf „Alle vergessen“',
      ],
      [
        'Die Startseite, wie du sie abgeschickt hast, wenn etwas darin nicht stimmte und Skripte ausgeschaltet sind',
        'Im Cache deines Browsers, damit „Zurück“ sie zeigt, ohne sie noch einmal zu senden.',
        'Dein Browser leert seinen Cache',
      ],
      [
        'Eine Seite, die sagt, dass keine Verbindung besteht',
        'In deinem Browser, sobald diese Seite installiert ist. Keine andere Seite wird dort behalten.',
        'Du entfernst die installierte Seite',
      ],
    ],
    not: 'Was es nicht gibt',
    nots: [
      'Keine Konten, keine Cookies, kein Tracking, und nichts, was von anderswo geladen wird.',
      'Keine Kopie deiner Post, keinen Augenblick lang auf einer Platte.',
      'Keinen Weg, die Aliasse eines Menschen aufzulisten, weder für uns noch für einen Dieb.',
    ],
    others: 'Was andere sehen',
    othersHint:
      'Dein Mailserver sieht wie immer, wer dir schreibt. Wer diesen Dienst betreibt, könnte Post im Vorbeigehen lesen, wie bei jedem Mailserver auf dem Weg: Nimm einen, dem du traust, oder betreib ihn selbst. Fragt der Betreiber Listen von Spamquellen ab, erfahren diese die IP-Adresse jedes Servers, der hierher Post sendet, und die von allen, die einen Alias anlegen.',
  },

  api: {
    title: 'API',
    lead: (link) =>
      html`Alles, was diese Seiten tun, kann auch ein Programm. Das ${link('OpenAPI-Dokument')} ist der Vertrag; diese Seite ist daraus gemacht, und deshalb zum Teil auf Englisch.`,
    start: 'In einer Minute',
    startHint: 'In eine Shell einfügen, Zeile für Zeile.',
    calls: 'Aufrufe',
    body: 'Inhalt',
    field: 'Feld',
    type: 'Typ',
    meaning: 'Bedeutung',
    required: 'nötig',
    answers: 'Antworten',
    token:
      'Braucht das Token des Alias oder den Schlüssel, mit dem er angelegt wurde: Authorization: Bearer TOKEN.',
    key: 'Braucht einen Schlüssel: Authorization: Bearer KEY.',
    errors:
      'Fehler sind application/problem+json (RFC 9457). Ein unbekannter Alias, ein toter und ein falsches Token bekommen dieselbe 404.',
  },

  problems: {
    title: 'Probleme der API',
    lead: 'Der Typ eines Problems führt hier zu seiner Erklärung. Die Erklärungen sind englisch.',
    codes: 'Codes von Fehlern',
    codesLead:
      'Jeder Fehler eines Problems nennt ein Feld, einen Code und diese Worte für Menschen, mit den geltenden Grenzen.',
  },

  managers: {
    title: 'Im Passwortmanager',
    lead: 'Passwortmanager legen einen Alias an, wo du eine Adresse eingibst. Sie kennen addy.io und SimpleLogin, und dieser Server versteht dieselben Aufrufe wie sie: Wähl einen der beiden, und trag diesen Server und einen Schlüssel von ihm ein.',
    picture: 'Ein Formular mit vier Feldern: Dienst, Server, Schlüssel und Domain, ausgefüllt wie unten',
    values: 'Was einzutragen ist',
    service: 'Dienst',
    server: 'Server',
    key: 'Schlüssel',
    domain: 'Domain',
    copyServer: 'Server kopieren',
    copyDomain: 'Domain kopieren',
    keyHint:
      'Er gehört dorthin, wo nach dem API-Schlüssel gefragt wird. Du bekommst einen mit deinem ersten Alias, oder von denen, die diesen Dienst betreiben. In ihm stehen deine Adresse und die Grenzen neuer Aliasse: Wer ihn hat, legt Aliasse für dich an.',
    clients: [
      {
        id: 'bitwarden',
        name: 'Bitwarden und Vaultwarden',
        steps: [
          'Öffne Generator, dann Benutzername, und wähl Weitergeleiteter E-Mail-Alias.',
          'Dienst: addy.io. (SimpleLogin geht auch und fragt nach keiner Domain.)',
          'API-Schlüssel: dein Schlüssel.',
          'E-Mail-Domain: die Domain von oben.',
          'URL des selbst gehosteten Servers: der Server von oben. Dann generieren.',
        ],
        hint: 'Im Web-Tresor muss dessen Server diesen hier zulassen: bei Vaultwarden durch ALLOWED_CONNECT_SRC.',
      },
      {
        id: 'keyguard',
        name: 'Keyguard',
        steps: [
          'Öffne den Generator und dort die E-Mail-Weiterleitungen.',
          'Füg eine hinzu, und wähl addy.io.',
          'API-Schlüssel: dein Schlüssel.',
          'Domain: die Domain von oben.',
          'Server-URL: der Server von oben. Dann wähl sie im Generator.',
        ],
      },
      {
        id: 'addy',
        name: 'Die Erweiterung von addy.io',
        steps: [
          'Installier und öffne sie, und wähl, dass du die Instanz wechseln willst.',
          'Instanz: der Server von oben.',
          'API-Token: dein Schlüssel.',
          'Leg einen Alias an: durch ihren Knopf, ihr Tastenkürzel oder ihr Kontextmenü.',
          'Sie listet, sucht, pausiert und löscht auch, was dieser Schlüssel angelegt hat.',
        ],
      },
      {
        id: 'simplelogin',
        name: 'Die Erweiterung von SimpleLogin',
        steps: [
          'Installier und öffne sie, und wähl die Einstellungen für einen eigenen Server.',
          'API-URL: der Server von oben.',
          'Wähl die Anmeldung mit einem API-Schlüssel, und trag deinen Schlüssel ein.',
          'Leg einen Alias mit eigenem Namen an, oder einen zufälligen.',
          'Sie listet, sucht, pausiert und löscht auch, was dieser Schlüssel angelegt hat.',
        ],
      },
    ],
    phone: 'Auf dem Telefon, ohne Passwortmanager',
    phoneSteps: [
      'Installier diese Seite im Menü des Browsers: Zum Startbildschirm hinzufügen.',
      'Öffne im Formular eines Ladens das Menü des Browsers, und wähl Teilen, dann Mayfly.',
      'Das Formular dieser Seite öffnet sich, mit dem Namen des Ladens als Bezeichnung. Nichts wird angelegt oder behalten, bis du den Knopf drückst.',
      'Kopier den Alias, und geh zurück.',
    ],
    phoneHint: 'Mit einer installierten Seite teilen können Chromium-Browser unter Android, iPhones nicht.',
    limits: 'Andere Grenzen als die des Schlüssels',
    limitsHint:
      'Schreib sie im Feld für die Domain davor: eine Zahl von Nachrichten (x), von Stunden (h), Tagen (d) oder Wochen (w), oder beides.',
    examples: [
      ['3x', 'stirbt nach 3 Nachrichten'],
      ['7d', 'stirbt nach 7 Tagen'],
      ['3x.7d', 'stirbt nach 3 Nachrichten, und spätestens nach 7 Tagen'],
    ],
    differences: 'Was hier anders ist',
    different: [
      'Gelöscht ist für immer fort: Keine Adresse wird je wieder vergeben. Was du zurückhaben willst, pausiere.',
      'Ein Alias, der aufgebraucht ist, verschwindet von selbst aus den Listen.',
      'Durch einen Alias wird nicht geantwortet.',
      'Es gibt weder Konten noch Passwörter: Melde dich mit einem Schlüssel an.',
    ],
  },

  operators: {
    title: 'Für Betreiber',
    lead: 'Mayfly ist ein einziges Programm und braucht nichts weiter. Betreib es für dich, deine Familie oder deine Firma.',
    steps: [
      [
        'Eine Domain darauf zeigen lassen',
        'Ein MX-Eintrag für die Domain der Aliasse, ein Hostname mit passendem Reverse-DNS-Eintrag, Port 25 offen.',
      ],
      ['Sagen, wohin die Post geht', 'Ein Smarthost, der Post für deine Leute annimmt: MAYFLY_NEXT_HOP.'],
      [
        'TLS einschalten',
        'Mit MAYFLY_ACME und MAYFLY_HTTPS_LISTEN holt Mayfly sich selbst Zertifikate, für die Website und für Post. Oder ein Reverse Proxy für die Website, und MAYFLY_TLS_CERT mit MAYFLY_TLS_KEY für STARTTLS.',
      ],
      [
        'Im Blick behalten',
        'Lebenszeichen unter /healthz, Bereitschaft unter /readyz, eine JSON-Zeile für alles, was geschah.',
      ],
      [
        'Sichern',
        'Die Datenbank und das Geheimnis, voneinander getrennt. Ohne das Geheimnis verrät die Datenbank niemandem etwas.',
      ],
    ],
    example: 'Ein Beispiel',
    limits: 'Grenzen dieses Dienstes',
    maxUses: 'Nachrichten eines Alias, höchstens',
    maxTime: 'Leben eines Alias, höchstens',
    domains: 'Domains',
    none: 'keine Grenze',
    abuse: 'Wer diesen Dienst betreibt, und wo man Missbrauch meldet',
  },
  proof: {
    working:
      'Einen Moment: Dein Browser rechnet etwas für diesen Dienst aus, damit niemand Tausende auf einmal anlegt.',
    failed: 'Der Dienst war gerade nicht zu erreichen. Versuch es noch einmal.',
    insecure:
      'Dein Browser rechnet das nur über eine verschlüsselte Verbindung aus. Öffne diese Seite mit https://.',
    missing:
      'Noch wurde nichts angelegt. Gegen Massenanfragen muss dein Browser eine Sekunde lang rechnen, und dafür braucht er JavaScript. Schalte es für diese Seite ein und schick das Formular noch einmal ab, oder bitte den Betreiber um einen Schlüssel.',
    refused:
      'Was dein Browser ausgerechnet hat, kam zu spät oder doppelt. Schick das Formular noch einmal ab.',
    needsScript:
      'Um hier einen Alias anzulegen, muss dein Browser eine Sekunde lang rechnen, damit niemand Tausende auf einmal anlegt. Dafür braucht er JavaScript: Schalte es für diese Seite ein, oder bitte den Betreiber um einen Schlüssel.',
  },
  operator: {
    title: 'Wer diesen Dienst betreibt',
    runBy: (name) => `Diesen Dienst betreibt ${name}.`,
    nameless: (domain) =>
      `Das ist Mayfly auf ${domain}. Wer den Dienst betreibt, hat hier keinen Namen angegeben.`,
    abuse: 'Missbrauch melden',
    report: (contact) =>
      html`Du wurdest über eine Adresse dieses Dienstes betrogen, oder Post behauptet, von hier zu kommen? Schreib an ${contact}.`,
    reportHints: [
      'Nenn die Adresse dieses Dienstes: Damit kann der Betreiber nachsehen und sie beenden.',
      'Schick die Nachricht selbst als Anhang, mit allen Kopfzeilen. Ohne sie weiß niemand, welchen Weg sie nahm.',
      'Wem die Adresse gehört, sagt der Dienst auch dem Betreiber nicht: Wohin Post geht, ist versiegelt, und Nachrichten werden nicht aufbewahrt.',
    ],
    noContact:
      'Hier ist keine Adresse für Meldungen eingerichtet. Wende dich an den Inhaber der IP-Adresse; wer das ist, sagen die Internet-Registrierungsstellen (RIRs).',
    unwanted: 'Du bekommst Post, die du nicht willst',
    unwantedHint:
      'Erreicht dich Post über eine Adresse dieses Dienstes, steht in ihren Kopfzeilen, unter Mayfly-Stop, ein Link, der die Adresse anhält. Du kannst den Betreiber auch bitten, deine eigene Adresse für immer zu sperren: Dann wird nichts mehr dorthin weitergeleitet, wer auch immer danach fragt.',
    refused: 'Deine Post wird hier abgewiesen',
    refusedHint:
      'Die Abweisung 550 5.1.1 heißt: Die Adresse gibt es nicht mehr, und wer sie dir gab, wollte es so. Jede andere sagt in derselben Zeile, worum es geht. Was an postmaster in der Domain des Dienstes geht, liest der Betreiber.',
  },

  errors: {
    home: 'Zur Startseite',
    noQuestion: [
      'Diese Frage gibt es nicht',
      'Der Link ist nicht vollständig oder älter als einen Monat. Öffne ihn noch einmal aus der Nachricht, oder kopiere ihn ganz.',
    ],
    noAlias: [
      'Kein solcher Alias',
      'Es gab ihn nie, er ist für immer fort, oder dies ist nicht der Link, der zu ihm gehört.',
    ],
    foreign: [
      'Das kam von einer anderen Seite',
      'Formulare werden nur von diesen Seiten angenommen. Nichts wurde geändert. Geh auf die Seite selbst und versuch es noch einmal.',
    ],
    away: 'Der Dienst ist nicht zu erreichen. Nichts wurde geändert. Versuch es gleich noch einmal.',
    tooManyOfKey: (wait) =>
      `Dieser Schlüssel hat heute so viele Aliasse angelegt, wie er darf. Versuch es in ${wait} noch einmal.`,
    tooMany: (wait) => `Zu viele Aliasse in kurzer Zeit. Versuch es in ${wait} noch einmal.`,
    byStatus: {
      400: [
        'Das war nicht zu lesen',
        'Das Formular kam beschädigt an. Nichts wurde geändert. Geh zurück und versuch es noch einmal.',
      ],
      403: [
        'Nicht von dieser Adresse',
        'Deine IP-Adresse steht auf einer Liste von Spamquellen, oder der Betreiber hat sie gesperrt. Lass sie dort austragen, schreib dem Betreiber, oder komm aus einem anderen Netz.',
      ],
      404: ['Hier ist nichts', 'Unter dieser Adresse gibt es keine Seite.'],
      405: ['So nicht', 'Diese Adresse nimmt eine andere Art von Anfrage. Nichts wurde geändert.'],
      408: ['Zu langsam', 'Die Anfrage brauchte zu lange. Versuch es noch einmal.'],
      413: ['Zu viel', 'Das ist mehr, als ein Formular von uns fasst (16 KiB). Nichts wurde geändert.'],
      415: [
        'Kein Formular',
        'Diese Adresse nimmt, was die Formulare dieser Seiten schicken. Nichts wurde geändert.',
      ],
      412: ['Inzwischen geändert', 'Es ist nicht mehr, was du gesehen hast. Nichts wurde geändert.'],
      429: [
        'Zu viele Änderungen',
        'In kurzer Zeit wurde zu viel geändert. Jetzt wurde nichts geändert. Versuch es in einer Minute noch einmal.',
      ],
      421: [
        'Anderer Name',
        'Unter dem Namen in der Adresse ist dieser Dienst nicht bekannt. Nichts wurde geändert.',
      ],
      500: [
        'Hier ist etwas schiefgegangen',
        'Der Fehler liegt bei uns, nicht bei dir. Versuch es gleich noch einmal.',
      ],
      503: [
        'Gerade nicht',
        'Der Dienst kann im Augenblick nicht antworten. Nichts wurde geändert. Versuch es gleich noch einmal.',
      ],
    },
    other: ['Das ging nicht', 'Nichts wurde geändert. Geh zurück und versuch es noch einmal.'],
  },

  clients: {
    badKey: ['Unbekannter Schlüssel', 'Der Schlüssel ist nicht vollständig, oder er wurde widerrufen.'],
    badBody: ['Unlesbare Anfrage', 'Die Anfrage ist kein JSON-Objekt.'],
    noAlias: [
      'Kein solcher Alias',
      'Der Alias ist für immer fort, oder ein anderer Schlüssel hat ihn angelegt.',
    ],
    sameId: [
      'Zwei Aliasse mit einer Nummer',
      'Zwei Aliasse dieses Schlüssels haben hier dieselbe Nummer. Diesen verwaltest du auf der Website.',
    ],
    noRestore: [
      'Für immer fort',
      'Ein Alias, der fort ist, kommt nicht zurück: Seine Adresse wird nie wieder vergeben.',
    ],
    noReplies: [
      'Durch einen Alias wird hier nicht geantwortet',
      'Durch einen Alias geht Post in eine Richtung. Eine Antwort käme von deiner echten Adresse.',
    ],
    noPasswords: [
      'Trag einen Schlüssel dieses Servers als API-Schlüssel ein',
      'Dieser Server kennt weder Konten noch Passwörter. Trag einen Schlüssel von ihm ein, wo nach dem API-Schlüssel gefragt wird.',
    ],
    unconfirmed: [
      'Noch ohne Zustimmung',
      'Wem das Postfach gehört, hat noch nicht zugestimmt. Die Frage liegt in diesem Postfach.',
    ],
    fullKey: [
      'Zu viele lebende Aliasse',
      'Dieser Schlüssel hat so viele lebende Aliasse, wie er haben darf. Lösch einen, oder warte, bis einer stirbt.',
    ],
    noLimits: (domain) => [
      'Der Schlüssel setzt keine Grenzen',
      `Der Schlüssel sagt weder, für wie viele Nachrichten, noch, für wie lange. Stell es am Schlüssel ein${domain === undefined ? '' : `, oder schreib es vor die Domain: 3x.7d@${domain}`}.`,
    ],
    badDomain: (domain) => [
      'Keine Domain',
      `Schreib eine Domain, oder Grenzen und eine Domain: 3x.7d@${domain} sind 3 Nachrichten und 7 Tage. Stunden sind h, Tage d, Wochen w.`,
    ],
    badSuffix: ['Unbekannte Endung', 'Diese Endung eines Namens ist keine von hier. Wähl noch einmal eine.'],
    invalid: 'So geht es nicht',
    tooMany: (wait) => [
      'Zu viele Anfragen',
      `Zu viele Anfragen in kurzer Zeit. Versuch es in ${wait} noch einmal.`,
    ],
  },

  sandbox: {
    title: 'Sandbox',
    lead: 'Ein Probelauf: Nachrichten enden hier, im Arbeitsspeicher, und gehen nirgendwohin. Nur dieser Rechner kann sie sehen.',
    leadPublic:
      'Ein Probelauf: Nachrichten enden hier, im Arbeitsspeicher, und gehen nirgendwohin. Alle, die diese Seite erreichen, können sie lesen.',
    none: 'Es ist nichts angekommen.',
    noneHint: 'Schick eine Nachricht an einen deiner Aliasse, und sie erscheint hier von selbst.',
    from: 'Von',
    to: 'An',
    at: 'Angekommen',
    size: (octets) => `${octets} Bytes`,
    through: 'Durch',
    bounce: '<> (eine Unzustellbarkeitsmeldung)',
    html: 'Als HTML',
    htmlHint: 'Ohne Skripte, Formulare und Bilder von anderswo; die Links führen nirgendwohin.',
    noSubject: '(ohne Betreff)',
    noText: 'In dieser Nachricht ist weder reiner Text noch HTML. Ihr Quelltext steht unten.',
    download: 'Herunterladen',
    header: 'Kopfzeilen',
    source: 'Quelltext',
    cut: 'Zu lang, um ganz gezeigt zu werden.',
    cutKept: 'Zu lang, um ganz behalten zu werden.',
  },

  faultTexts: deFaults,
  fault: (fault) => formatFault(deFaults, fault),
  faults: {
    target: 'Gib die Adresse an, an die deine Post gehen soll.',
    span: 'Hier gehört eine Zahl über 0 hin.',
    endless:
      'Das geht nicht zusammen mit „beliebig vielen Nachrichten“: Eine Adresse braucht ein Ende. Wähl eine Zeit oder eine Anzahl.',
    name: 'Gib den Namen an, den du willst, oder wähl eine andere Art.',
  },
};
