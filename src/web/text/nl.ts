// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import { formatFault } from '../../alias/fault.ts';
import type { Messages } from './en.ts';
import { nlFaults } from './faults-nl.ts';

function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('nl')} ${n === 1 ? one : many}`;
}

/** Every word of the website, in Dutch. */
export const nl: Messages = {
  name: 'Nederlands',
  tagline: 'E-mailadressen die zichzelf opheffen',
  skip: 'Naar de inhoud',
  faulty: 'Fout',
  menu: { label: 'Hoofdmenu', make: 'Nieuw', mine: 'Mijn aliassen', how: 'Zo werkt het', api: 'API' },
  foot: {
    label: 'Meer',
    managers: 'In je wachtwoordmanager',
    privacy: 'Privacy',
    operator: 'Beheerder en misbruik',
    operators: 'Voor beheerders',
    language: 'Taal',
    source: 'Geen accounts, geen cookies, geen trackers.',
  },
  sandboxNote: (link) =>
    html`Dit is een proefopstelling: berichten gaan nergens anders heen dan naar de ${link('sandbox')} op deze computer.`,
  publicSandboxNote: (link) =>
    html`Dit is een proefopstelling: berichten gaan nergens anders heen dan naar de ${link('sandbox')}, waar iedereen die deze pagina kan openen ze kan lezen.`,
  utc: 'UTC',
  messages: (n) => count(n, 'bericht', 'berichten'),
  duration: {
    day: (n) => count(n, 'dag', 'dagen'),
    hour: (n) => count(n, 'uur', 'uur'),
    minute: (n) => count(n, 'minuut', 'minuten'),
  },
  and: (first, second) => `${first} en ${second}`,
  copy: { address: 'Adres kopiëren', link: 'Link kopiëren', key: 'Sleutel kopiëren' },
  copied: 'Gekopieerd',

  make: {
    title: 'Een adres dat voor je sterft',
    lead: 'Een alias is een e-mailadres dat je opgeeft in plaats van je echte adres. De post ervoor bereikt je tot de berichten of de tijd op zijn. Daarna is de alias voorgoed weg.',
    target: 'Je echte adres',
    targetHint: 'Hierheen wordt de post doorgestuurd. Afzenders krijgen het niet te zien.',
    didYouMean: (meant) => `Bedoelde je ${meant}?`,
    useMeant: (meant) => `Ja, gebruik ${meant}`,
    asIs: (written) => html`Klopt ${written}? Maak de alias dan aan zoals het er staat.`,
    goesTo: 'Post gaat naar',
    elsewhere: 'een ander adres',
    key: 'Je sleutel',
    keyHint: 'Hij begint met “mayfly”. Je hebt hem gekregen van de beheerder van deze dienst.',
    remember: 'Onthoud mij in deze browser',
    rememberHint:
      'Alleen op je eigen apparaat: wie deze browser gebruikt, kan dan aliassen voor je aanmaken, bekijken en opheffen.',
    uses: 'Vervalt na',
    time: 'En uiterlijk na',
    anyUses: (cap) =>
      cap === null ? 'een onbeperkt aantal berichten' : `maximaal ${count(cap, 'bericht', 'berichten')}`,
    anyTime: (days) => (days === null ? 'onbeperkte tijd' : `maximaal ${count(days, 'dag', 'dagen')}`),
    other: 'Anders',
    otherUses: 'Aantal berichten',
    otherTime: 'Hoelang',
    unit: 'Eenheid',
    units: { hours: 'uur', days: 'dagen', weeks: 'weken' },
    more: 'Label en naam',
    note: 'Label',
    noteHint: 'Alleen jij ziet het, bijvoorbeeld waar je het adres hebt opgegeven.',
    style: 'Naam',
    random: 'Willekeurig',
    randomHint: 'niet te raden',
    words: 'Woorden',
    wordsHint: 'makkelijk uit te spreken',
    own: 'Zelf kiezen',
    ownName: 'Naam vóór de @',
    domain: 'Domein',
    submit: 'Alias aanmaken',
    promise: 'De alias vervalt zodra een van beide op is.',
    promiseBoth: 'Vervalt na {uses} of op {when}, wat het eerst komt.',
    messageForms: { one: '1 bericht', other: '{n} berichten' },
    faults: 'Er klopt nog iets niet.',
    facts: [
      [
        'Weg is echt weg',
        'Een vervallen alias weigert elke afzender en wordt nooit aan iemand anders gegeven.',
      ],
      ['Er raakt niets kwijt', 'Een bericht telt pas mee als je eigen e-mailprovider het heeft aangenomen.'],
      ['Er blijft niets achter', 'Post stroomt door terwijl ze binnenkomt. Ze wordt nooit opgeslagen.'],
    ],
  },

  made: {
    title: 'Je alias is klaar',
    titleAsked: 'Nog één stap: geef toestemming',
    address: 'Geef dit adres op',
    qr: 'QR-code van het adres',
    takes: 'Post aan de alias gaat naar',
    onceAgreed: ', zodra je toestemming geeft.',
    after: (uses) => `Vervalt na ${uses}`,
    on: 'op',
    or: ' of',
    first: ', wat het eerst komt.',
    link: 'Je link naar de alias',
    key: 'Je sleutel',
    keyHint:
      'Hiermee maak je meer aliassen voor hetzelfde adres aan en kun je ze allemaal bekijken en wijzigen; plak de sleutel in een andere browser onder Mijn aliassen. Bewaar hem waar je je wachtwoorden bewaart: wie hem heeft, kan dit allemaal ook.',
    keyKnown: 'Aangemaakt met je sleutel',
    keyKnownHint: 'Je vindt de alias onder Mijn aliassen in elke browser die de sleutel heeft.',
    keyKept: 'Deze browser onthoudt hem: de volgende alias is één klik.',
    asked: (target) => html`We hebben ${target} om toestemming gevraagd`,
    askedHint:
      'Je kunt de alias nu al opgeven. Open het bericht dat we naar je mailbox hebben gestuurd en geef toestemming: vanaf dat moment bereikt de post je. Deze pagina verandert dan vanzelf. Geen bericht gekregen? Kijk in je spammap.',
    askedLate:
      'Tot die tijd krijgen afzenders te horen dat ze het later opnieuw moeten proberen; hun mailservers doen dat vanzelf. Zonder antwoord binnen 24 uur verdwijnt de alias.',
    askedInVain:
      'Niemand heeft binnen 24 uur toestemming gegeven, of de alias is opgeheven. Er is geen post door gekomen.',
    alone: 'Een link naar alleen deze alias',
    aloneHint: 'Wie hem heeft, kan deze alias bekijken en wijzigen, en geen andere.',
    manage: 'Alias bekijken en wijzigen',
    again: 'Nog zo’n alias',
    different: 'Een andere',
    bookmark: 'De volgende keer sneller',
    bookmarkHint:
      'Sleep dit naar je bladwijzers. Op elke site opent het een nieuwe alias met de naam van die site als label.',
    bookmarklet: 'Nieuwe Mayfly-alias',
    bookmarkClicked: 'Sleep dit naar de bladwijzerbalk; klikken doet hier niets.',
    sees: 'Wat de andere kant ziet',
    seesHint:
      'Wie naar de alias schrijft, ziet alleen de alias. Maar als je antwoordt, komt je antwoord van je echte adres en is dat zichtbaar.',
  },

  manage: {
    title: (address) => `Alias ${address}`,
    kicker: 'Je alias',
    left: 'Resterende berichten',
    leftOf: (left, of) => `Nog ${left.toLocaleString('nl')} van ${count(of, 'bericht', 'berichten')}`,
    unlimited: 'Onbeperkt aantal berichten',
    delivered: (n) => `Tot nu toe ${count(n, 'bericht', 'berichten')} doorgestuurd`,
    time: 'Resterende tijd',
    timeLeft: (left) => `Nog ${left}`,
    noEnd: 'Geen tijdslimiet',
    dies: 'Vervalt op',
    notBefore: 'Neemt post aan vanaf',
    paused: 'Gepauzeerd: afzenders krijgen te horen dat ze het later opnieuw moeten proberen.',
    active: 'Actief en neemt post aan.',
    notYet: 'Nog niet geldig: afzenders krijgen te horen dat ze het later opnieuw moeten proberen.',
    live: 'Live',
    liveHint: 'deze pagina houdt zichzelf bij',
    refresh: 'Vernieuwen',
    target: 'Wordt doorgestuurd naar',
    made: 'Aangemaakt op',
    note: 'Label',
    done: {
      paused: 'Gepauzeerd.',
      resumed: 'Neemt weer post aan.',
      limits: 'De limieten zijn gewijzigd.',
      note: 'Het label is gewijzigd.',
      target: 'De post gaat vanaf nu naar het nieuwe adres.',
    },
    pause: 'Pauzeren',
    pauseHint:
      'Afzenders krijgen te horen dat ze het later opnieuw moeten proberen; er wordt niets verbruikt.',
    resume: 'Hervatten',
    extend: 'Meer tijd',
    extendTo: (span) => `${span} vanaf nu`,
    limits: 'Limieten wijzigen',
    limitUses: 'Berichten die nog mogen komen',
    limitTime: 'Resterende tijd vanaf nu',
    unchanged: 'Laat een veld leeg om het te houden zoals het is.',
    save: 'Opslaan',
    relabel: 'Label wijzigen',
    retarget: 'Wijzigen waar de post naartoe gaat',
    newTarget: 'Nieuw adres',
    newTargetHint:
      'Misschien moet de eigenaar van het nieuwe adres eerst per e-mail toestemming geven; tot die tijd blijft de post naar het oude adres gaan.',
    newTargetAsIs: (written) => html`Klopt ${written}? Sla het dan op zoals het er staat.`,
    targetAsked: (target) =>
      html`We hebben ${target} per e-mail om toestemming gevraagd. De post gaat daarheen zodra die er is, binnen 24 uur; tot die tijd verandert er niets.`,
    destroy: 'Opheffen',
    destroyHint: 'Meteen en voorgoed.',
    history: 'Geschiedenis',
    historyHint: (since) =>
      html`Wanneer een bericht kwam en hoe het afliep, maar niet van wie het kwam of wat erin stond. Alleen in het werkgeheugen, sinds ${since}.`,
    historyNone: 'Nog niets.',
    outcomes: {
      delivered: 'Aangenomen door je mailserver',
      refusedByNextHop: 'Geweigerd door je mailserver; het telt niet mee',
      refusedByUs: 'Geweigerd door ons',
      bounced: 'Teruggekomen: je mailserver nam het aan en kon het daarna niet bezorgen',
      inDoubt: 'Onbekend: de verbinding met je mailserver viel op het laatste moment weg',
    },
    open: 'De pagina van een alias',
    openHint:
      'Het geheime deel van de link staat achter de # en wordt nooit vanzelf meegestuurd. Plak hier de hele link; je vindt hem in de adresbalk.',
    openDo: 'Tonen',
    goneForGood: 'Deze alias is voorgoed weg en niemand anders krijgt hem ooit.',
  },

  test: {
    send: 'Mezelf een testbericht sturen',
    hint: 'Het legt dezelfde weg naar je af als doorgestuurde post en telt niet mee.',
    outcomes: {
      accepted:
        'Je mailserver heeft het testbericht aangenomen. Staat het niet in je inbox, kijk dan in je spammap.',
      onItsWay:
        'Het testbericht is onderweg; je mailserver neemt de tijd om te antwoorden. Komt er binnen een paar minuten niets aan, kijk dan in je spammap.',
      putOff:
        'Je mailserver was niet bereikbaar of nam het testbericht nu niet aan. Afzenders proberen het vanzelf opnieuw; probeer het zelf over een paar minuten ook nog eens.',
      refused: 'Je mailserver heeft het testbericht geweigerd. Post aan deze alias zou je ook niet bereiken.',
      unsent:
        'Er is geen testbericht gestuurd: je adres heeft er voorlopig genoeg gekregen, of het krijgt er geen. Probeer het later opnieuw.',
    },
    mail: {
      subject: 'Post aan je alias bereikt je',
      body: ({ address, stopLink }) => [
        'Hallo,',
        'dit is het testbericht waar op de pagina van deze alias om is gevraagd:',
        `    ${address}`,
        'Als je het kunt lezen, bereikt post aan de alias je. Het heeft dezelfde weg afgelegd als zulke post en telt niet mee voor de berichten van de alias.',
        'Heb je er niet om gevraagd? Dan heeft iemand anders een alias aangemaakt die naar jou leidt. Op deze pagina stop je hem:',
        `    ${stopLink}`,
        'Een programma heeft dit bericht geschreven en niemand leest antwoorden erop.',
      ],
    },
  },

  destroy: {
    title: 'Deze alias opheffen?',
    lead: (address) =>
      html`Daarna kan niemand nog post naar ${address} sturen. De alias kan niet worden teruggehaald, niet door jou en niet door ons.`,
    yes: 'Voorgoed opheffen',
    no: 'Behouden',
  },

  confirm: {
    kicker: 'Een vraag over post aan jou',
    agree: 'Ja, stuur de post naar mij door',
    never: 'Vraag het me nooit meer',
    neverHint:
      'Dan stuurt deze dienst je zo’n vraag niet meer, wie er ook om een alias voor jouw adres vraagt.',
    states: {
      asked: [
        'Mag er post naar je worden doorgestuurd?',
        'Iemand, waarschijnlijk jijzelf, heeft om een alias voor jouw adres gevraagd. Post aan de alias wordt alleen naar je doorgestuurd als je toestemming geeft.',
      ],
      agreed: [
        'Je hebt toestemming gegeven',
        'Post aan de alias wordt vanaf nu naar je doorgestuurd, tot de berichten of de tijd op zijn. In elk bericht staat een link waarmee je dat stopt.',
      ],
      never: [
        'We vragen het je niet meer',
        'Zo’n vraag gaat niet meer naar jouw adres. Waarvoor je eerder toestemming gaf, loopt door tot je het stopt. Wil je toch een alias, vraag het dan aan de beheerder van deze dienst.',
      ],
      late: [
        'Het is te laat voor een antwoord',
        'Niemand heeft binnen 24 uur toestemming gegeven, dus er wordt geen post naar je doorgestuurd. Wilde je dat wel, vraag het dan opnieuw aan.',
      ],
    },
  },

  question: {
    subject: (domain) => `Mag ${domain} post naar je doorsturen?`,
    body: ({ domain, address, link }) => [
      'Hallo,',
      `iemand, waarschijnlijk jijzelf, heeft bij ${domain} om een alias voor dit e-mailadres gevraagd: een adres om op te geven in plaats van dit adres, waarvan de post een tijdlang naar je wordt doorgestuurd.${address === undefined ? '' : ' Het gaat om'}`,
      ...(address === undefined ? [] : [`    ${address}`]),
      'Er wordt niets doorgestuurd tenzij je toestemming geeft. Was jij het, open dan deze pagina:',
      `    ${link}`,
      'Alleen openen verandert niets. Er staan twee knoppen op: een om toestemming te geven, binnen 24 uur, en een om dit nooit meer gevraagd te worden.',
      'Was jij het niet, dan hoef je niets te doen: zonder antwoord binnen 24 uur vervalt het verzoek en wordt er geen post naar je doorgestuurd.',
      `Dit is het enige soort bericht dat ${domain} uit zichzelf verstuurt. Een programma heeft het geschreven en niemand leest antwoorden erop.`,
    ],
  },

  stop: {
    kicker: 'De alias waar een bericht door kwam',
    hint: 'Wie deze link heeft, kan dit doen en verder niets. Hij werkt niet meer als de alias weg is.',
  },

  offline: {
    title: 'Geen verbinding',
    lead: 'De server is vanaf hier niet bereikbaar. Ben je offline, dan nemen je aliassen gewoon post aan; is de server weg, dan proberen afzenders het vanzelf opnieuw.',
    again: 'Opnieuw proberen',
  },

  gone: {
    title: 'De alias is weg',
    lead: 'De alias is opgeheven. Er blijft alleen een merkteken over dat deze naam is gebruikt, zodat niemand anders hem ooit krijgt.',
    again: 'Een nieuwe aanmaken',
  },

  ended: {
    how: {
      usedUp: (when) => html`De berichten waren op: ${when}.`,
      expired: (when) => html`De tijd was om: ${when}.`,
      destroyedByYou: (when) => html`Jij hebt de alias opgeheven, of iemand met je link: ${when}.`,
      destroyedByOwner: (when) => html`De eigenaar heeft de alias opgeheven: ${when}.`,
      destroyedByLink: (when) => html`Opgeheven met de link in een bericht: ${when}.`,
      destroyedByOperator: (when) => html`De beheerder van deze dienst heeft de alias opgeheven: ${when}.`,
    },
    used: (used, max) =>
      max === null
        ? `Er ${used === 1 ? 'kwam' : 'kwamen'} ${count(used, 'bericht', 'berichten')} door.`
        : `Er ${used === 1 ? 'kwam' : 'kwamen'} ${used.toLocaleString('nl')} van ${count(max, 'bericht', 'berichten')} door.`,
    hint: (until) =>
      html`Niemand anders krijgt deze naam ooit. Je adres en je label worden binnen twee uur na het einde gewist; hoe de alias eindigde, staat hier tot ${until}.`,
  },

  mine: {
    title: 'Mijn aliassen',
    lead: 'Wat is aangemaakt met de sleutels en links die deze browser onthoudt. De dienst zelf heeft geen lijst: zonder sleutel of link kan niemand zien van wie een alias is.',
    noScript: 'Je browser zou sleutels en links onthouden met een script, en scripts staan uit.',
    held: 'Sleutels en links',
    heldHint: 'Plak wat je bij het aanmaken van een alias hebt bewaard, één per regel.',
    show: 'Tonen',
    fruitless: 'Hier staat geen sleutel en geen link van een alias bij.',
    of: (name) => html`Voor ${name}`,
    noneOfKey: 'Geen enkele is actief.',
    more: 'Meer tonen',
    loose: 'Losse aliassen',
    looseHint: 'Zonder sleutel aangemaakt, of alleen bekend door hun link.',
    deadKey:
      'Een sleutel die deze browser onthoudt, is beëindigd of te lang niet gebruikt. De aliassen die ermee zijn aangemaakt, zijn alleen nog via hun eigen links te bereiken.',
    none: 'Nog geen.',
    make: 'De eerste aanmaken',
    address: 'Alias',
    label: 'Label',
    state: 'Status',
    ends: 'Vervalt op',
    actions: 'Acties',
    states: {
      active: (left) => `actief, nog ${left}`,
      unlimited: 'actief',
      paused: 'gepauzeerd',
      unconfirmed: 'wacht op toestemming van je adres',
      gone: 'weg',
    },
    manage: 'Beheren',
    forget: 'Vergeten',
    forgetAll: 'Alles vergeten',
    forgetAllSure:
      'Elke sleutel en alias in deze lijst vergeten, en wat je het laatst op de startpagina hebt ingevuld? De aliassen blijven bestaan, maar zijn alleen te bereiken met sleutels en links die je ergens anders bewaart.',
    forgetGone: 'Vergeten wat weg is',
    export: 'Exporteren',
    import: 'Importeren',
    imported: 'Geïmporteerd: {n}.',
    forgotten: 'Vergeten: {n}.',
    restored: 'Terug in de lijst: {n}.',
    undo: 'Ongedaan maken',
    importFailed: 'Dat bestand is geen export van deze lijst.',
  },

  key: {
    title: 'Je sleutel',
    kicker: 'Sleutel',
    lead: (target) =>
      html`Hij maakt aliassen voor ${target} aan en beheert de aliassen die ermee zijn aangemaakt.`,
    unconfirmed:
      'Het adres heeft nog geen toestemming gegeven. Open binnen 24 uur het bericht dat we daarheen hebben gestuurd; zonder antwoord verdwijnen de sleutel en zijn aliassen.',
    quick: 'Nieuwe alias',
    saved: 'Opgeslagen.',
    here: 'In deze browser',
    kept: 'Deze browser onthoudt de sleutel.',
    unkept: 'Deze browser onthoudt de sleutel nog niet.',
    remember: 'Onthouden',
    forget: 'Hier vergeten',
    noScript:
      'Scripts staan uit, dus deze browser kan de sleutel niet onthouden. Bewaar hem waar je je wachtwoorden bewaart.',
    elsewhere: 'Op een ander apparaat',
    elsewhereHint:
      'Scan dit, of open de link daar. Hij is zo geheim als een wachtwoord: wie hem heeft, kan aliassen voor je aanmaken, bekijken en opheffen.',
    qr: 'QR-code van de link met de sleutel',
    preset: 'Wat nieuwe aliassen krijgen',
    presetHint: 'Als een programma, een wachtwoordmanager of de knop hierboven niets anders vraagt.',
    label: 'Naam van de sleutel',
    labelHint: 'Alleen jij ziet hem, bijvoorbeeld “telefoon”.',
    uses: 'Berichten',
    time: 'Tijd',
    none: 'Laat leeg voor geen eigen limiet.',
    revoke: 'De sleutel beëindigen',
    revokeHint: 'Als iemand anders hem misschien heeft, of als je hem niet meer nodig hebt.',
    revokeAsk: 'Beëindigen…',
    revokeTitle: 'Deze sleutel beëindigen?',
    revokeLead:
      'Daarna kan niemand hem nog gebruiken, en hij kan niet worden teruggehaald. Zijn aliassen kunnen binnen hun eigen limieten doorgaan, of er samen mee eindigen, meteen en voorgoed.',
    revokeKeep: 'De sleutel beëindigen, de aliassen behouden',
    revokeAll: 'De sleutel en al zijn aliassen beëindigen',
    revokeNot: 'Behouden',
    revoked: 'De sleutel is beëindigd',
    revokedKeep:
      'Zijn aliassen blijven bestaan tot hun eigen limieten. Hun links bereiken ze; de sleutel niet meer.',
    revokedAll: 'Zijn aliassen zijn ermee geëindigd.',
    open: 'Een sleutel openen',
    openHint:
      'Een sleutel begint met “mayfly”. Hij wordt nooit vanzelf meegestuurd: plak hem hier, of de link waar hij in staat.',
    openDo: 'Openen',
    unknown: 'Deze sleutel is onbekend, beëindigd of onvolledig.',
    needed: 'Hier is voor een alias een sleutel nodig; die krijg je van de beheerder van deze dienst.',
    full: 'Deze sleutel heeft zoveel actieve aliassen als hij mag hebben. Hef er eerst een paar op.',
  },

  how: {
    title: 'Zo werkt het',
    lead: 'Een eendagsvlieg leeft één dag, doet waarvoor ze kwam, en is weg. Een alias ook.',
    life: [
      [
        'Aangemaakt',
        'Je zegt waar de post heen gaat en hoelang de alias mag bestaan. Je hebt geen account nodig.',
      ],
      [
        'Opgegeven',
        'Je vult hem in op het formulier dat om je adres vraagt. Hij ziet eruit als elk ander adres.',
      ],
      [
        'Op de vleugels',
        'Elk bericht gaat rechtstreeks naar je door. Het telt mee zodra je eigen e-mailprovider het heeft aangenomen.',
      ],
      ['De laatste vlucht', 'Het laatste bericht komt aan, of de tijd is om.'],
      ['Weg', 'Elke latere afzender krijgt te horen dat dit adres niet bestaat. Voor altijd.'],
    ],
    lifeTitle: 'Het leven van een alias',
    why: 'Vragen',
    questions: [
      [
        'Kan er post verloren gaan?',
        'Nee. We vertellen een afzender pas dat een bericht is aangenomen als je eigen mailserver dat heeft gezegd. Is die niet bereikbaar, dan krijgt de afzender te horen dat hij het later opnieuw moet proberen, en dat doet hij.',
      ],
      [
        'En als iemand de berichten probeert op te maken?',
        'Alleen een bericht dat bij jou is bezorgd, telt mee. Uitproberen, afbreken en geweigerd worden kosten niets.',
      ],
      [
        'Blijft mijn adres verborgen als ik antwoord?',
        'Nee. Post komt via de alias binnen, maar wat jij stuurt, gaat uit van je echte adres en dat is zichtbaar.',
      ],
      [
        'Lekt mijn adres uit in een foutmelding?',
        'Nee. Wat je mailserver ook zegt, afzenders krijgen onze eigen woorden. Daar staat je adres nooit in.',
      ],
      [
        'Kan ik per alias sorteren?',
        'Zet er een plusteken en iets naar keuze achter: post aan naam+winkel@ bereikt dezelfde alias als naam@.',
      ],
      [
        'Wat als ik de sleutel en de link kwijtraak?',
        'Dan kan de alias niet meer worden gewijzigd. Hij vervalt nog steeds zoals afgesproken.',
      ],
    ],
  },

  privacy: {
    title: 'Privacy',
    lead: 'Wat deze dienst weet, waar, en hoelang.',
    what: 'Wat',
    where: 'Waar en hoe',
    until: 'Tot',
    kept: [
      [
        'Je echte adres en je label',
        'In onze database, versleuteld met een sleutel die wordt gemaakt uit het geheim van de server en de alias zelf. De alias is nergens opgeslagen, dus een gestolen database verraadt geen van beide.',
        'De alias vervalt; binnen twee uur daarna',
      ],
      [
        'Limieten, tellers en tijden van een alias',
        'In onze database, leesbaar, onder een vingerafdruk van de alias (een hash met sleutel): de server maakt die met zijn geheim, en niemand kan er de alias uit terughalen.',
        'De alias vervalt; binnen twee uur daarna',
      ],
      [
        'Een bericht dat onderweg is',
        'De afzender, de grootte en de berichtkop laten zo’n vingerafdruk achter zolang onzeker is of je mailserver het bericht heeft aangenomen.',
        'Het is zeker; hooguit vijf dagen',
      ],
      [
        'Dat een naam is gebruikt',
        'Zo’n vingerafdruk en verder niets, zodat niemand je vervallen alias krijgt.',
        'Voorgoed',
      ],
      [
        'Hoe een alias eindigde',
        'Wanneer, door wie of wat, hoeveel berichten er door kwamen, en de hash van het laatste deel van de link: voor wie de link heeft.',
        'Dertig dagen na het einde',
      ],
      [
        'De link waarmee een alias wordt beheerd',
        'Alleen een hash van het laatste deel.',
        'Dertig dagen nadat de alias is vervallen',
      ],
      [
        'Een sleutel',
        'Je echte adres, de naam van de sleutel en de lijst van zijn aliassen, versleuteld met de sleutel zelf, die niet wordt opgeslagen: zonder die sleutel kunnen noch wij noch een dief zien van wie hij is.',
        'Je beëindigt hem, of gebruikt hem 400 dagen niet',
      ],
      [
        'De link in elk bericht',
        'Nergens: hij wordt berekend uit de alias en het geheim van de server.',
        'De alias vervalt',
      ],
      [
        'Wie bericht krijgt als iets onbestelbaar is',
        'Meestal nergens: het staat in het retouradres van het bericht, dat je mailserver ziet. Wat daar niet in past, staat in onze database, versleuteld met een sleutel die alleen uit dat retouradres volgt.',
        'Tien dagen na het bericht',
      ],
      [
        'Dat je is gevraagd of er post naar je mag gaan',
        'In onze database: waar de vraag over gaat, versleuteld met een sleutel die alleen uit de link van de vraag volgt; en wanneer ze is verstuurd, onder een vingerafdruk van je adres.',
        'Een maand; een dag',
      ],
      [
        'Wanneer je een testbericht is gestuurd',
        'In onze database, onder een vingerafdruk van je adres.',
        'Een dag',
      ],
      [
        'Dat je dit nooit gevraagd wilt worden',
        'In onze database, als vingerafdruk van je adres.',
        'Voorgoed, of tot de beheerder het terugdraait',
      ],
      [
        'Wat de beheerder heeft geblokkeerd',
        'In onze database: een echt adres als zo’n vingerafdruk; domeinen en IP-adressen zoals ze zijn.',
        'De beheerder draait het terug',
      ],
      [
        'Post',
        'Gaat door het werkgeheugen terwijl ze binnenkomt. Komt nooit op een schijf.',
        'Ze is doorgestuurd',
      ],
      [
        'Wanneer berichten kwamen en hoe ze afliepen',
        'Alleen in het werkgeheugen, voor het overzicht op de pagina van de alias.',
        'De dienst start opnieuw, of nieuwere verdringen ze',
      ],
      [
        'IP-adressen van bezoekers en verzendende servers, en opgevraagde echte adressen',
        'Alleen in het werkgeheugen, om te beperken hoeveel elk in een bepaalde tijd kan aanvragen.',
        'Die tijd is om; hoogstens een uur, tenzij anders ingesteld',
      ],
      [
        'Logregels',
        'Wat voor soort verzoek, hoe het afliep, hoelang het duurde. Geen alias, geen echt adres, geen afzender, geen onderwerp, geen link.',
        'Zolang de beheerder logs bewaart',
      ],
      [
        'Sleutels en links van aliassen, en wat je het laatst op de startpagina hebt ingevuld, ook je echte adres',
        'In de opslag van je eigen browser, tenzij je anders kiest. Sleutels en links worden naar ons gestuurd als je ze gebruikt, en niet bewaard.',
        'Je kiest daar Alles vergeten',
      ],
      [
        'De startpagina zoals je die hebt verstuurd, als er iets niet klopte en scripts uit staan',
        'In de cache van je browser, zodat de knop Terug haar toont zonder haar opnieuw te versturen.',
        'Je browser leegt zijn cache',
      ],
      [
        'Een pagina die zegt dat er geen verbinding is',
        'In je browser, zodra deze site is geïnstalleerd. Er wordt daar geen andere pagina bewaard.',
        'Je verwijdert de site',
      ],
    ],
    not: 'Wat er niet is',
    nots: [
      'Geen accounts, geen cookies, geen statistieken, en niets dat bij anderen wordt geladen.',
      'Geen kopie van je post, zelfs geen moment op een schijf.',
      'Geen manier om de aliassen van een persoon op te sommen, niet voor ons en niet voor een dief.',
    ],
    others: 'Wat anderen zien',
    othersHint:
      'Je mailserver ziet wie je schrijft, zoals altijd. De beheerder van deze dienst zou post kunnen lezen terwijl ze passeert, zoals bij elke mailserver onderweg: gebruik een dienst die je vertrouwt, of beheer er zelf een. Raadpleegt de beheerder lijsten van spambronnen, dan krijgen die het IP-adres van elke server die hierheen post stuurt en van iedereen die een alias aanmaakt.',
  },

  api: {
    title: 'API',
    lead: (link) =>
      html`Alles wat deze pagina’s doen, kan een programma ook. Het ${link('OpenAPI-document')} is leidend; deze pagina is daaruit gemaakt, en daarom deels in het Engels.`,
    start: 'In één minuut',
    startHint: 'Plak dit in een shell, regel voor regel.',
    calls: 'Aanroepen',
    body: 'Body',
    field: 'Veld',
    type: 'Type',
    meaning: 'Betekenis',
    required: 'verplicht',
    answers: 'Antwoorden',
    token:
      'Heeft het token van de alias nodig, of de sleutel waarmee die is aangemaakt: Authorization: Bearer TOKEN.',
    key: 'Heeft een sleutel nodig: Authorization: Bearer KEY.',
    errors:
      'Fouten zijn application/problem+json (RFC 9457). Een onbekende alias, een vervallen alias en een verkeerd token krijgen dezelfde 404.',
  },

  problems: {
    title: 'Problemen van de API',
    lead: 'Het type van een probleem leidt hier naar de uitleg ervan. De uitleg is in het Engels.',
    codes: 'Foutcodes',
    codesLead:
      'Elke fout van een probleem heeft een veld, een code en deze woorden voor mensen, met de limieten die gelden.',
  },

  managers: {
    title: 'In je wachtwoordmanager',
    lead: 'Wachtwoordmanagers kunnen een alias aanmaken op de plek waar je een adres invult. Ze kennen addy.io en SimpleLogin, en deze server begrijpt wat die begrijpen: kies een van de twee, en vul deze server en een sleutel ervan in.',
    picture: 'Een formulier met vier velden: dienst, server, sleutel en domein, ingevuld zoals hieronder',
    values: 'Wat je invult',
    service: 'Dienst',
    server: 'Server',
    key: 'Sleutel',
    domain: 'Domein',
    copyServer: 'Server kopiëren',
    copyDomain: 'Domein kopiëren',
    keyHint:
      'Vul hem in waar om de API-sleutel wordt gevraagd. Je krijgt er een bij je eerste alias, of van de beheerder van deze dienst. Je adres en de limieten van nieuwe aliassen zitten erin: wie hem heeft, maakt aliassen voor je aan.',
    clients: [
      {
        id: 'bitwarden',
        name: 'Bitwarden en Vaultwarden',
        steps: [
          'Open Generator, dan Gebruikersnaam, en kies Doorgestuurd e-mailalias.',
          'Dienst: addy.io. (SimpleLogin werkt ook en vraagt niet om een domein.)',
          'API-sleutel: je sleutel.',
          'E-maildomein: het domein hierboven.',
          'URL van de zelfgehoste server: de server hierboven. Klik dan op genereren.',
        ],
        hint: 'In de webkluis moet de server van de kluis deze toestaan: bij Vaultwarden met ALLOWED_CONNECT_SRC.',
      },
      {
        id: 'keyguard',
        name: 'Keyguard',
        steps: [
          'Open de generator, en daar de doorstuurdiensten voor e-mail.',
          'Voeg er een toe en kies addy.io.',
          'API-sleutel: je sleutel.',
          'Domein: het domein hierboven.',
          'Server-URL: de server hierboven. Kies hem daarna in de generator.',
        ],
      },
      {
        id: 'addy',
        name: 'De extensie van addy.io',
        steps: [
          'Installeer en open de extensie, en kies voor een andere instantie.',
          'Instantie: de server hierboven.',
          'API-token: je sleutel.',
          'Maak een alias aan met de knop, de sneltoets of het contextmenu.',
          'De extensie toont, zoekt, pauzeert en verwijdert ook wat met deze sleutel is aangemaakt.',
        ],
      },
      {
        id: 'simplelogin',
        name: 'De extensie van SimpleLogin',
        steps: [
          'Installeer en open de extensie, en kies de instellingen voor een eigen server.',
          'API-URL: de server hierboven.',
          'Kies inloggen met een API-sleutel en vul je sleutel in.',
          'Maak een alias aan met een eigen naam, of een willekeurige.',
          'De extensie toont, zoekt, pauzeert en verwijdert ook wat met deze sleutel is aangemaakt.',
        ],
      },
    ],
    phone: 'Op je telefoon, zonder wachtwoordmanager',
    phoneSteps: [
      'Installeer deze site in het menu van de browser: Toevoegen aan startscherm.',
      'Open bij het formulier van een winkel het menu van de browser en kies Delen, dan Mayfly.',
      'Het formulier van deze site gaat open, met de naam van de winkel als label. Er wordt niets aangemaakt of bewaard tot je op de knop drukt.',
      'Kopieer de alias en ga terug.',
    ],
    phoneHint: 'Delen met een geïnstalleerde site werkt in Chromium-browsers op Android, niet op iPhones.',
    limits: 'Andere limieten dan die van de sleutel',
    limitsHint:
      'Zet ze in het veld voor het domein ervóór: een aantal berichten (x), uren (h), dagen (d) of weken (w), of van elk een.',
    examples: [
      ['3x', 'vervalt na 3 berichten'],
      ['7d', 'vervalt na 7 dagen'],
      ['3x.7d', 'vervalt na 3 berichten, en uiterlijk na 7 dagen'],
    ],
    differences: 'Wat hier anders is',
    different: [
      'Verwijderd is voorgoed weg: geen adres wordt ooit opnieuw uitgegeven. Pauzeer wat je misschien terug wilt.',
      'Een alias die op is, verdwijnt vanzelf uit de lijsten.',
      'Je kunt niet via een alias antwoorden.',
      'Er zijn geen accounts en geen wachtwoorden: log in met een sleutel.',
    ],
  },

  operators: {
    title: 'Voor beheerders',
    lead: 'Mayfly is één programma en heeft verder niets nodig. Draai het voor jezelf, je gezin of je bedrijf.',
    steps: [
      [
        'Laat een domein ernaar wijzen',
        'Een MX-record voor het domein van de aliassen, een hostnaam met kloppende reverse DNS, poort 25 open.',
      ],
      ['Zeg waar de post heen gaat', 'Een smarthost die post voor jouw mensen aanneemt: MAYFLY_NEXT_HOP.'],
      [
        'Zet TLS aan',
        'Met MAYFLY_ACME en MAYFLY_HTTPS_LISTEN haalt Mayfly zelf certificaten op, voor de website en voor post. Of een reverse proxy voor de website, en MAYFLY_TLS_CERT met MAYFLY_TLS_KEY voor STARTTLS.',
      ],
      [
        'Houd het in de gaten',
        'Levensteken op /healthz, gereedheid op /readyz, één JSON-logregel voor alles wat er gebeurde.',
      ],
      [
        'Maak back-ups',
        'De database en het geheim, los van elkaar. Zonder het geheim verraadt de database niets, aan niemand.',
      ],
    ],
    example: 'Een voorbeeld',
    limits: 'Limieten van deze dienst',
    maxUses: 'Berichten per alias, maximaal',
    maxTime: 'Levensduur van een alias, maximaal',
    domains: 'Domeinen',
    none: 'geen limiet',
    abuse: 'Wie deze dienst beheert, en waar je misbruik meldt',
  },
  proof: {
    working:
      'Een ogenblik: je browser rekent iets uit voor deze dienst, zodat niemand er duizenden tegelijk kan aanvragen.',
    failed: 'De dienst was zojuist niet bereikbaar. Probeer het opnieuw.',
    insecure:
      'Je browser kan de benodigde berekening alleen over een versleutelde verbinding doen. Open deze pagina met https://.',
    missing:
      'Er is nog niets aangemaakt. Om massale aanvragen tegen te houden moet je browser een seconde rekenen, en daar is JavaScript voor nodig. Zet het aan voor deze pagina en verstuur het formulier nog een keer, of vraag de beheerder om een sleutel.',
    refused: 'Wat je browser uitrekende, kwam te laat of dubbel. Verstuur het formulier nog een keer.',
    needsScript:
      'Om hier een alias aan te maken moet je browser een seconde rekenen, zodat niemand er duizenden tegelijk kan aanvragen. Daar is JavaScript voor nodig: zet het aan voor deze pagina, of vraag de beheerder om een sleutel.',
  },
  operator: {
    title: 'Wie deze dienst beheert',
    runBy: (name) => `Deze dienst wordt beheerd door ${name}.`,
    nameless: (domain) => `Dit is Mayfly op ${domain}. De beheerder heeft hier geen naam opgegeven.`,
    abuse: 'Misbruik melden',
    report: (contact) =>
      html`Ben je opgelicht via een adres van deze dienst, of beweert een bericht dat het hiervandaan komt? Schrijf naar ${contact}.`,
    reportHints: [
      'Noem het adres van deze dienst: daarmee kan de beheerder dat adres bekijken en beëindigen.',
      'Stuur het bericht zelf als bijlage, met de volledige berichtkop. Zonder die kop kan niemand zien welke weg het aflegde.',
      'Van wie het adres is, vertelt de dienst ook de beheerder niet: waar de post heen gaat is verzegeld, en de berichten worden niet bewaard.',
    ],
    noContact:
      'Er is hier geen adres voor meldingen ingesteld. Vraag het aan de houder van het IP-adres; wie dat is, kun je bij de internetregisters opzoeken.',
    unwanted: 'Je krijgt post die je niet wilt',
    unwantedHint:
      'Als post je via een adres van deze dienst bereikt, staat in een regel van de berichtkop, Mayfly-Stop, een link die dat adres stopt. Je kunt de beheerder ook vragen je eigen adres voorgoed te blokkeren: dan wordt er niets meer naar doorgestuurd, wie er ook om vraagt.',
    refused: 'Je post wordt hier geweigerd',
    refusedHint:
      'Een weigering met 550 5.1.1 betekent dat een adres weg is, voorgoed, en dat degene die het je gaf dat zo wilde. Elke andere weigering zegt in dezelfde regel waar het om gaat. De beheerder leest wat naar postmaster op het domein van de dienst wordt gestuurd.',
  },

  errors: {
    home: 'Terug naar de startpagina',
    noQuestion: [
      'Deze vraag bestaat niet',
      'De link is niet compleet, of ouder dan een maand. Open hem opnieuw vanuit het bericht, of kopieer hem helemaal.',
    ],
    noAlias: [
      'Deze alias bestaat niet',
      'Hij heeft nooit bestaan, is voorgoed weg, of dit is niet de bijbehorende link.',
    ],
    foreign: [
      'Dat kwam van een andere site',
      'Formulieren worden alleen vanaf deze pagina’s aangenomen. Er is niets gewijzigd. Ga naar de pagina zelf en probeer het opnieuw.',
    ],
    away: 'De dienst is niet bereikbaar. Er is niets gewijzigd. Probeer het zo meteen opnieuw.',
    tooMany: (wait) => `Te veel aliassen in korte tijd. Probeer het over ${wait} opnieuw.`,
    tooManyOfKey: (wait) =>
      `Met deze sleutel zijn vandaag zoveel aliassen aangemaakt als mag. Probeer het over ${wait} opnieuw.`,
    byStatus: {
      400: [
        'Dat was niet te lezen',
        'Het formulier kwam beschadigd aan. Er is niets gewijzigd. Ga terug en probeer het opnieuw.',
      ],
      403: [
        'Niet vanaf dit adres',
        'Je IP-adres staat op een lijst van spambronnen, of de beheerder heeft het geblokkeerd. Vraag daar om verwijdering, schrijf de beheerder, of kom via een ander netwerk.',
      ],
      404: ['Hier is niets', 'Op dit adres is geen pagina.'],
      405: ['Niet op deze manier', 'Dit adres verwacht een ander soort verzoek. Er is niets gewijzigd.'],
      408: ['Te langzaam', 'Het duurde te lang voor het verzoek binnen was. Probeer het opnieuw.'],
      412: ['Intussen gewijzigd', 'Het is niet meer wat het was toen je het zag. Er is niets gewijzigd.'],
      413: ['Te veel', 'Dat is meer dan een formulier van ons kan bevatten (16 KiB). Er is niets gewijzigd.'],
      415: [
        'Geen formulier',
        'Dit adres neemt aan wat de formulieren van deze pagina’s versturen. Er is niets gewijzigd.',
      ],
      421: [
        'Een andere naam',
        'Deze dienst is niet bekend onder de hostnaam in het adres. Er is niets gewijzigd.',
      ],
      429: [
        'Te veel wijzigingen',
        'Er is in korte tijd te veel gewijzigd. Nu is er niets gewijzigd. Probeer het over een minuut opnieuw.',
      ],
      500: ['Hier ging iets mis', 'Het is onze fout, niet de jouwe. Probeer het zo meteen opnieuw.'],
      503: [
        'Nu even niet',
        'De dienst kan op dit moment niet antwoorden. Er is niets gewijzigd. Probeer het zo meteen opnieuw.',
      ],
    },
    other: ['Dat is niet gelukt', 'Er is niets gewijzigd. Ga terug en probeer het opnieuw.'],
  },

  clients: {
    badKey: ['Onbekende sleutel', 'De sleutel is niet compleet, of hij is ingetrokken.'],
    badBody: ['Ongeldig verzoek', 'Het verzoek is geen JSON-object.'],
    noAlias: ['Deze alias bestaat niet', 'De alias is voorgoed weg, of met een andere sleutel aangemaakt.'],
    sameId: [
      'Twee aliassen met één nummer',
      'Twee aliassen van deze sleutel hebben hier hetzelfde nummer. Beheer deze op de website.',
    ],
    noRestore: [
      'Voorgoed weg',
      'Een alias die weg is, kan niet worden hersteld: het adres wordt nooit meer gebruikt.',
    ],
    noReplies: [
      'Hier kun je niet via een alias antwoorden',
      'Post gaat in één richting door een alias. Een antwoord zou van je echte adres komen.',
    ],
    noPasswords: [
      'Vul een sleutel van deze server in als API-sleutel',
      'Deze server heeft geen accounts en geen wachtwoorden. Gebruik een sleutel ervan waar om de API-sleutel wordt gevraagd.',
    ],
    unconfirmed: [
      'Nog geen toestemming',
      'De eigenaar van de mailbox heeft nog geen toestemming gegeven. De vraag staat in die mailbox.',
    ],
    fullKey: [
      'Te veel actieve aliassen',
      'Deze sleutel heeft het maximale aantal actieve aliassen. Verwijder er een, of wacht tot er een vervalt.',
    ],
    noLimits: (domain) => [
      'De sleutel stelt geen limieten',
      `De sleutel zegt niet voor hoeveel berichten en niet voor hoelang. Stel dat in bij de sleutel${domain === undefined ? '' : `, of zet het vóór het domein: 3x.7d@${domain}`}.`,
    ],
    badDomain: (domain) => [
      'Geen domein',
      `Vul een domein in, of limieten en een domein: 3x.7d@${domain} is 3 berichten en 7 dagen. Uren zijn h, dagen d, weken w.`,
    ],
    badSuffix: [
      'Onbekend achtervoegsel',
      'Dit achtervoegsel van een naam is niet van ons. Kies opnieuw een achtervoegsel.',
    ],
    invalid: 'Niet mogelijk',
    tooMany: (wait) => [
      'Te veel verzoeken',
      `Te veel verzoeken in korte tijd. Probeer het over ${wait} opnieuw.`,
    ],
  },

  sandbox: {
    title: 'Sandbox',
    lead: 'Een proefopstelling: berichten eindigen hier, in het werkgeheugen, en gaan nergens heen. Alleen deze computer kan ze zien.',
    leadPublic:
      'Een proefopstelling: berichten eindigen hier, in het werkgeheugen, en gaan nergens heen. Iedereen die deze pagina kan openen, kan ze lezen.',
    none: 'Er is niets aangekomen.',
    noneHint: 'Stuur een bericht naar een van je aliassen en het verschijnt hier vanzelf.',
    from: 'Van',
    to: 'Aan',
    at: 'Ontvangen',
    size: (octets) => `${octets} bytes`,
    through: 'Via',
    bounce: '<> (een melding van onbestelbaarheid)',
    html: 'Als HTML',
    htmlHint: 'Getoond zonder scripts, formulieren en afbeeldingen van elders; de links leiden nergens heen.',
    noSubject: '(geen onderwerp)',
    noText: 'Dit bericht bevat geen platte tekst en geen HTML. De bron staat hieronder.',
    download: 'Downloaden',
    header: 'Berichtkop',
    source: 'Bron',
    cut: 'Te lang om helemaal te tonen.',
    cutKept: 'Te lang om helemaal te bewaren.',
  },

  faultTexts: nlFaults,
  fault: (fault) => formatFault(nlFaults, fault),
  faults: {
    target: 'Vul het adres in waar je post naartoe moet.',
    span: 'Dit moet een getal boven 0 zijn.',
    endless:
      'Dit en “een onbeperkt aantal berichten” gaan niet samen: een adres heeft een einde nodig. Kies een tijd of een aantal.',
    name: 'Vul de naam in die je wilt, of kies een andere soort.',
  },
};
