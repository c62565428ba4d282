// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import { formatFault } from '../../alias/fault.ts';
import type { Messages } from './en.ts';
import { itFaults } from './faults-it.ts';

function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('it')} ${n === 1 ? one : many}`;
}

/** Every word of the website, in Italian. */
export const it: Messages = {
  name: 'Italiano',
  tagline: 'Indirizzi email che si autodistruggono',
  skip: 'Vai al contenuto',
  faulty: 'Errore',
  menu: {
    label: 'Menu principale',
    make: 'Nuovo alias',
    mine: 'I miei alias',
    how: 'Come funziona',
    api: 'API',
  },
  foot: {
    label: 'Altro',
    managers: 'Nel tuo gestore di password',
    privacy: 'Privacy',
    operator: 'Chi gestisce il servizio, abusi',
    operators: 'Per i gestori',
    language: 'Lingua',
    source: 'Niente account, niente cookie, niente tracciamento.',
  },
  sandboxNote: (link) =>
    html`Questa è una prova: i messaggi finiscono solo nella ${link('sandbox')} su questo computer.`,
  publicSandboxNote: (link) =>
    html`Questa è una prova: i messaggi finiscono solo nella ${link('sandbox')}, dove può leggerli chiunque raggiunga questa pagina.`,
  utc: 'UTC',
  messages: (n) => count(n, 'messaggio', 'messaggi'),
  duration: {
    day: (n) => count(n, 'giorno', 'giorni'),
    hour: (n) => count(n, 'ora', 'ore'),
    minute: (n) => count(n, 'minuto', 'minuti'),
  },
  and: (first, second) => `${first} e ${second}`,
  copy: { address: 'Copia l’indirizzo', link: 'Copia il link', key: 'Copia la chiave' },
  copied: 'Copiato',

  make: {
    title: 'Un indirizzo che muore al posto tuo',
    lead: 'Un alias è un indirizzo email da dare in giro al posto di quello vero. La sua posta ti arriva finché non si esauriscono i messaggi o il tempo. Poi sparisce per sempre.',
    target: 'Il tuo indirizzo vero',
    targetHint: 'La posta viene inoltrata qui. I mittenti non lo vedono.',
    didYouMean: (meant) => `Intendevi ${meant}?`,
    useMeant: (meant) => `Sì, usa ${meant}`,
    asIs: (written) => html`Se ${written} è giusto, crea l’alias così com’è.`,
    goesTo: 'La posta va a',
    elsewhere: 'un altro indirizzo',
    key: 'La tua chiave',
    keyHint: 'Inizia con “mayfly”. Te l’ha data chi gestisce questo servizio.',
    remember: 'Ricordami in questo browser',
    rememberHint:
      'Solo su un dispositivo tuo: chi usa questo browser potrà creare alias a tuo nome, vederli ed eliminarli.',
    uses: 'Scade dopo',
    time: 'E al più tardi dopo',
    anyUses: (cap) =>
      cap === null
        ? 'un numero illimitato di messaggi'
        : `un massimo di ${count(cap, 'messaggio', 'messaggi')}`,
    anyTime: (days) =>
      days === null ? 'nessun limite di tempo' : `un massimo di ${count(days, 'giorno', 'giorni')}`,
    other: 'Altro',
    otherUses: 'Numero di messaggi',
    otherTime: 'Per quanto tempo',
    unit: 'Unità',
    units: { hours: 'ore', days: 'giorni', weeks: 'settimane' },
    more: 'Etichetta e nome',
    note: 'Etichetta',
    noteHint: 'La vedi solo tu: ad esempio, a chi hai dato l’indirizzo.',
    style: 'Nome',
    random: 'Casuale',
    randomHint: 'impossibile da indovinare',
    words: 'Parole',
    wordsHint: 'facile da dire a voce',
    own: 'A mia scelta',
    ownName: 'Nome prima della @',
    domain: 'Dominio',
    submit: 'Crea l’alias',
    promise: 'Scade quando si esaurisce il primo dei due.',
    promiseBoth: 'Scade dopo {uses} o al più tardi {when}.',
    messageForms: { one: '1 messaggio', other: '{n} messaggi' },
    faults: 'C’è ancora qualcosa da correggere.',
    facts: [
      [
        'Sparito è sparito',
        'Un alias scaduto respinge qualsiasi mittente e non viene mai assegnato a qualcun altro.',
      ],
      ['Niente va perso', 'Un messaggio conta solo quando il tuo provider di posta lo ha preso in consegna.'],
      ['Niente viene conservato', 'La posta passa mentre arriva. Non viene mai memorizzata.'],
    ],
  },

  made: {
    title: 'Il tuo alias è pronto',
    titleAsked: 'Manca un passo: dai il consenso',
    address: 'Dai questo indirizzo',
    qr: 'Codice QR dell’indirizzo',
    takes: 'La sua posta arriva a',
    onceAgreed: ', non appena dai il consenso.',
    after: (uses) => `Scade dopo ${uses}`,
    on: 'al più tardi',
    or: ' o',
    first: '.',
    link: 'Il tuo link per gestirlo',
    key: 'La tua chiave',
    keyHint:
      'Con questa crei altri alias per lo stesso indirizzo, e li vedi e modifichi tutti; in un altro browser, incollala in “I miei alias”. Conservala dove tieni le password: chi ce l’ha può fare tutto questo.',
    keyKnown: 'Creato con la tua chiave',
    keyKnownHint: 'Lo trovi in “I miei alias” in ogni browser che ha la chiave.',
    keyKept: 'Questo browser la ricorda: per il prossimo alias basta un clic.',
    asked: (target) => html`Abbiamo chiesto a ${target}`,
    askedHint:
      'Puoi già dare in giro l’alias. Apri il messaggio che abbiamo mandato alla tua casella e dai il consenso: da quel momento la posta ti arriva. Questa pagina si aggiornerà da sola. Se il messaggio non c’è, guarda nella cartella dello spam.',
    askedLate:
      'Fino ad allora ai mittenti viene detto di riprovare più tardi, cosa che i loro server fanno da soli. Senza risposta entro 24 ore l’alias sparisce.',
    askedInVain:
      'Nessuno ha dato il consenso entro 24 ore, oppure l’alias è stato eliminato. Non è passata alcuna posta.',
    alone: 'Un link solo a questo alias',
    aloneHint: 'Chi ce l’ha può vedere e modificare questo alias e nessun altro.',
    manage: 'Vedi e modifica l’alias',
    again: 'Un altro come questo',
    different: 'Uno diverso',
    bookmark: 'Più veloce la prossima volta',
    bookmarkHint:
      'Trascina questo pulsante tra i preferiti. Su qualsiasi sito apre un nuovo alias con il nome di quel sito come etichetta.',
    bookmarklet: 'Nuovo alias Mayfly',
    bookmarkClicked: 'Trascinalo nella barra dei preferiti; facendo clic qui non succede nulla.',
    sees: 'Che cosa vede l’altra parte',
    seesHint:
      'Chi scrive all’alias vede solo l’alias. Ma se rispondi, la tua risposta parte dal tuo indirizzo vero e lo mostra.',
  },

  manage: {
    title: (address) => `Alias ${address}`,
    kicker: 'Il tuo alias',
    left: 'Messaggi rimasti',
    leftOf: (left, of) =>
      `${left === 1 ? 'Resta' : 'Restano'} ${count(left, 'messaggio', 'messaggi')} su ${of.toLocaleString('it')}`,
    unlimited: 'Messaggi illimitati',
    delivered: (n) => `Finora ${count(n, 'messaggio inoltrato', 'messaggi inoltrati')}`,
    time: 'Tempo rimasto',
    timeLeft: (left) => `Ancora ${left}`,
    noEnd: 'Nessun limite di tempo',
    dies: 'Scade',
    notBefore: 'Riceve posta a partire da',
    paused: 'In pausa: ai mittenti viene detto di riprovare più tardi.',
    active: 'Attivo, riceve posta.',
    notYet: 'Non ancora valido: ai mittenti viene detto di riprovare più tardi.',
    live: 'In diretta',
    liveHint: 'questa pagina si aggiorna da sola',
    refresh: 'Aggiorna',
    target: 'Inoltra a',
    made: 'Creato',
    note: 'Etichetta',
    done: {
      paused: 'In pausa.',
      resumed: 'Riceve di nuovo posta.',
      limits: 'I limiti sono stati modificati.',
      note: 'L’etichetta è stata modificata.',
      target: 'Da ora in poi la posta va al nuovo indirizzo.',
    },
    pause: 'Metti in pausa',
    pauseHint: 'Ai mittenti viene detto di riprovare più tardi; non si consuma nulla.',
    resume: 'Riattiva',
    extend: 'Più tempo',
    extendTo: (span) => `${span} da adesso`,
    limits: 'Modifica i limiti',
    limitUses: 'Messaggi ancora da ricevere',
    limitTime: 'Tempo rimasto da adesso',
    unchanged: 'Lascia vuoto un campo per non modificarlo.',
    save: 'Salva',
    relabel: 'Modifica l’etichetta',
    retarget: 'Cambia dove va la posta',
    newTarget: 'Nuovo indirizzo',
    newTargetHint:
      'Può darsi che il titolare del nuovo indirizzo debba prima dare il consenso via email; fino ad allora la posta arriva dove arrivava prima.',
    newTargetAsIs: (written) => html`Se ${written} è giusto, salvalo così com’è.`,
    targetAsked: (target) =>
      html`Abbiamo chiesto via email a ${target}. La posta ci arriverà non appena verrà dato il consenso, entro 24 ore; fino ad allora non cambia nulla.`,
    destroy: 'Elimina',
    destroyHint: 'Subito e per sempre.',
    history: 'Che cosa è successo',
    historyHint: (since) =>
      html`Quando è arrivato un messaggio e com’è andata, ma non da chi né che cosa. Solo nella memoria di lavoro, da ${since}.`,
    historyNone: 'Ancora niente.',
    outcomes: {
      delivered: 'Accettato dal tuo server di posta',
      refusedByNextHop: 'Rifiutato dal tuo server di posta; non conta',
      refusedByUs: 'Rifiutato da noi',
      bounced: 'Tornato indietro: il tuo server di posta lo ha accettato ma poi non è riuscito a consegnarlo',
      inDoubt: 'Incerto: la connessione con il tuo server di posta è caduta all’ultimo momento',
    },
    open: 'La pagina di un alias',
    openHint:
      'La parte segreta del link sta dopo il # e non viene mai inviata da sola. Incolla qui il link intero; è nella barra degli indirizzi.',
    openDo: 'Mostra',
    goneForGood: 'Questo alias è sparito per sempre e nessun altro lo avrà mai.',
  },

  test: {
    send: 'Mandami un messaggio di prova',
    hint: 'Ti arriva per la stessa strada della posta inoltrata e non consuma nulla.',
    outcomes: {
      accepted:
        'Il tuo server di posta ha accettato il messaggio di prova. Se non è nella posta in arrivo, guarda nella cartella dello spam.',
      onItsWay:
        'Il messaggio di prova è in viaggio; il tuo server di posta tarda a rispondere. Se entro qualche minuto non arriva nulla, guarda nella cartella dello spam.',
      putOff:
        'Il tuo server di posta non era raggiungibile, o per ora non ha accettato il messaggio di prova. I mittenti riproverebbero da soli; riprova anche tu fra qualche minuto.',
      refused:
        'Il tuo server di posta ha rifiutato il messaggio di prova. Nemmeno la posta inviata a questo alias ti arriverebbe.',
      unsent:
        'Non è stato mandato alcun messaggio di prova: per ora il tuo indirizzo ne ha ricevuti abbastanza, oppure non ne riceve. Riprova più tardi.',
    },
    mail: {
      subject: 'La posta del tuo alias ti arriva',
      body: ({ address, stopLink }) => [
        'Ciao,',
        'questo è il messaggio di prova chiesto sulla pagina di questo alias:',
        `    ${address}`,
        'Se riesci a leggerlo, la posta inviata all’alias ti arriva. È venuto per la stessa strada e non ha consumato nessuno dei messaggi dell’alias.',
        'Se non l’hai chiesto tu, qualcun altro ha creato un alias che porta a te. Questa pagina lo ferma:',
        `    ${stopLink}`,
        'Questo messaggio l’ha scritto un programma e nessuno legge le risposte.',
      ],
    },
  },

  destroy: {
    title: 'Eliminare questo alias?',
    lead: (address) =>
      html`Dopo, nessuno potrà più scrivere a ${address}. Non si può recuperare: né tu né noi possiamo farlo.`,
    yes: 'Elimina per sempre',
    no: 'Tienilo',
  },

  confirm: {
    kicker: 'Una domanda sulla posta diretta a te',
    agree: 'Sì, inoltratemi la sua posta',
    never: 'Non chiedetemelo mai più',
    neverHint:
      'In questo caso il servizio non ti manderà più domande come questa, chiunque chieda un alias del tuo indirizzo.',
    states: {
      asked: [
        'Vuoi che ti venga inoltrata della posta?',
        'Qualcuno, probabilmente tu, ha chiesto un alias del tuo indirizzo. La posta inviata all’alias ti viene inoltrata solo se dai il consenso.',
      ],
      agreed: [
        'Hai dato il consenso',
        'D’ora in poi la posta inviata all’alias ti viene inoltrata, finché non si esauriscono i messaggi o il tempo. In ogni messaggio c’è un link per fermarla.',
      ],
      never: [
        'Non te lo chiederemo più',
        'Al tuo indirizzo non arriveranno più domande come questa. Ciò a cui avevi già dato il consenso continua finché non lo fermi. Se in seguito vuoi comunque un alias, rivolgiti a chi gestisce questo servizio.',
      ],
      late: [
        'È troppo tardi per rispondere',
        'Nessuno ha dato il consenso entro 24 ore, quindi non ti viene inoltrato niente. Se lo volevi, fai una nuova richiesta.',
      ],
    },
  },

  question: {
    subject: (domain) => `Vuoi che ${domain} ti inoltri della posta?`,
    body: ({ domain, address, link }) => [
      'Ciao,',
      `qualcuno, probabilmente tu, ha chiesto a ${domain} un alias di questo indirizzo email: un indirizzo da dare in giro al suo posto, la cui posta ti viene inoltrata per un certo periodo.${address === undefined ? '' : ' È questo:'}`,
      ...(address === undefined ? [] : [`    ${address}`]),
      'Non viene inoltrato niente senza il tuo consenso. Se la richiesta è tua, apri questa pagina:',
      `    ${link}`,
      'Aprirla non cambia nulla. Ci sono due pulsanti: uno per dare il consenso, entro 24 ore, e uno per non ricevere mai più questa domanda.',
      'Se la richiesta non è tua, non devi fare nulla: senza risposta entro 24 ore non se ne fa niente e non ti viene inoltrata alcuna posta.',
      `Questo è l’unico tipo di messaggio che ${domain} invia di propria iniziativa. Lo ha scritto un programma e nessuno legge le risposte.`,
    ],
  },

  stop: {
    kicker: 'L’alias da cui è passato un messaggio',
    hint: 'Chi ha questo link può fare questo e nient’altro. Smette di funzionare quando l’alias non c’è più.',
  },

  offline: {
    title: 'Nessuna connessione',
    lead: 'Da qui il server non è raggiungibile. Se non hai connessione, i tuoi alias continuano a ricevere posta; se è il server a non rispondere, i mittenti riprovano da soli.',
    again: 'Riprova',
  },

  gone: {
    title: 'Sparito',
    lead: 'L’alias è stato eliminato. Resta solo un segno che questo nome è stato usato, così nessun altro lo avrà mai.',
    again: 'Creane uno nuovo',
  },

  ended: {
    how: {
      usedUp: (when) => html`Si è esaurito ${when}.`,
      expired: (when) => html`È scaduto ${when}.`,
      destroyedByYou: (when) => html`Lo hai eliminato tu, o qualcuno con il tuo link, ${when}.`,
      destroyedByOwner: (when) => html`Chi lo possedeva lo ha eliminato ${when}.`,
      destroyedByLink: (when) => html`È stato eliminato con il link di un messaggio ${when}.`,
      destroyedByOperator: (when) => html`Chi gestisce questo servizio lo ha eliminato ${when}.`,
    },
    used: (used, max) =>
      `${used === 1 ? 'È passato' : 'Sono passati'} ${count(used, 'messaggio', 'messaggi')}${max === null ? '' : ` su ${max.toLocaleString('it')}`}.`,
    hint: (until) =>
      html`Nessun altro avrà mai questo nome. Il tuo indirizzo e la tua etichetta vengono cancellati entro due ore dalla fine dell’alias; questa pagina ne parla fino a ${until}.`,
  },

  mine: {
    title: 'I miei alias',
    lead: 'Quelli creati con le chiavi e i link che questo browser ricorda. Il servizio non ha alcun elenco: senza una chiave o un link, nessuno può sapere di chi è un alias.',
    noScript: 'Il browser ricorderebbe chiavi e link con uno script, ma gli script sono disattivati.',
    held: 'Chiavi e link',
    heldHint: 'Incolla ciò che hai conservato quando hai creato un alias, uno per riga.',
    show: 'Mostra',
    fruitless: 'Nessuno di questi è una chiave o il link di un alias.',
    of: (name) => html`Per ${name}`,
    noneOfKey: 'Nessuno è attivo.',
    more: 'Mostra altri',
    loose: 'Alias singoli',
    looseHint: 'Creati senza chiave, o noti solo attraverso il loro link.',
    deadKey:
      'Una chiave che questo browser ricorda è stata disattivata o non è stata usata per troppo tempo. Gli alias creati con essa sono raggiungibili solo dai propri link.',
    none: 'Ancora nessuno.',
    make: 'Crea il primo',
    address: 'Alias',
    label: 'Etichetta',
    state: 'Stato',
    ends: 'Scadenza',
    actions: 'Azioni',
    states: {
      active: (left) => `attivo, ancora ${left}`,
      unlimited: 'attivo',
      paused: 'in pausa',
      unconfirmed: 'in attesa del consenso del tuo indirizzo',
      gone: 'sparito',
    },
    manage: 'Gestisci',
    forget: 'Dimentica',
    forgetAll: 'Dimentica tutto',
    forgetAllSure:
      'Dimenticare tutte le chiavi e tutti gli alias di questo elenco, e ciò che hai inserito l’ultima volta nella prima pagina? Gli alias restano attivi, ma saranno raggiungibili solo con chiavi e link che conservi altrove.',
    forgetGone: 'Dimentica quelli spariti',
    export: 'Esporta',
    import: 'Importa',
    imported: 'Importati: {n}.',
    forgotten: 'Dimenticati: {n}.',
    restored: 'Di nuovo nell’elenco: {n}.',
    undo: 'Annulla',
    importFailed: 'Questo file non è un’esportazione di questo elenco.',
  },

  key: {
    title: 'La tua chiave',
    kicker: 'Chiave',
    lead: (target) => html`Crea alias per ${target} e gestisce quelli che ha creato.`,
    unconfirmed:
      'Il suo indirizzo non ha ancora dato il consenso. Apri il messaggio che gli abbiamo mandato, entro 24 ore; senza risposta la chiave e i suoi alias spariscono.',
    quick: 'Nuovo alias',
    saved: 'Salvato.',
    here: 'In questo browser',
    kept: 'Questo browser ricorda la chiave.',
    unkept: 'Questo browser non ricorda ancora la chiave.',
    remember: 'Ricordala',
    forget: 'Dimenticala qui',
    noScript:
      'Gli script sono disattivati, quindi questo browser non può ricordare la chiave. Conservala dove tieni le password.',
    elsewhere: 'Su un altro dispositivo',
    elsewhereHint:
      'Inquadra il codice, o apri lì il link. È segreto come una password: chi ce l’ha può creare alias a tuo nome, vederli ed eliminarli.',
    qr: 'Codice QR del link con la chiave',
    preset: 'Impostazioni dei nuovi alias',
    presetHint:
      'Valgono quando un programma, un gestore di password o il pulsante qui sopra non chiede altro.',
    label: 'Nome della chiave',
    labelHint: 'Lo vedi solo tu, ad esempio “telefono”.',
    uses: 'Messaggi',
    time: 'Tempo',
    none: 'Vuoto: nessun limite proprio.',
    revoke: 'Disattiva la chiave',
    revokeHint: 'Se potrebbe averla qualcun altro, o se non ti serve più.',
    revokeAsk: 'Disattiva…',
    revokeTitle: 'Disattivare questa chiave?',
    revokeLead:
      'Dopo, nessuno potrà più usarla e non si può recuperare. I suoi alias possono restare attivi entro i propri limiti, oppure finire con lei, subito e per sempre.',
    revokeKeep: 'Disattiva la chiave, conserva i suoi alias',
    revokeAll: 'Disattiva la chiave ed elimina tutti i suoi alias',
    revokeNot: 'Tienila',
    revoked: 'La chiave è disattivata',
    revokedKeep:
      'I suoi alias restano attivi entro i propri limiti. Sono raggiungibili dai loro link, non più dalla chiave.',
    revokedAll: 'I suoi alias sono finiti con lei.',
    open: 'Apri una chiave',
    openHint:
      'Una chiave inizia con “mayfly”. Non viene mai inviata da sola: incollala qui, o incolla il link che la contiene.',
    openDo: 'Apri',
    unknown: 'Questa chiave è sconosciuta, disattivata o incompleta.',
    needed: 'Qui per creare un alias serve una chiave, che fornisce chi gestisce questo servizio.',
    full: 'Questa chiave ha già il numero massimo di alias attivi. Eliminane prima qualcuno.',
  },

  how: {
    title: 'Come funziona',
    lead: '“Mayfly” in inglese è l’effimera: vive un giorno, fa ciò per cui è nata e sparisce. Così fa un alias.',
    life: [
      [
        'Nasce',
        'Indichi dove deve andare la posta e per quanto può vivere l’alias. Non ti serve un account.',
      ],
      ['Viene dato', 'Lo scrivi nel modulo che vuole il tuo indirizzo. Sembra un indirizzo come gli altri.'],
      [
        'Vola',
        'Ogni messaggio passa direttamente a te. Conta solo quando il tuo provider di posta lo ha preso in consegna.',
      ],
      ['Ultimo volo', 'Arriva l’ultimo messaggio, o il tempo finisce.'],
      ['Sparisce', 'A chiunque scriva dopo viene detto che questo indirizzo non esiste. Per sempre.'],
    ],
    lifeTitle: 'La vita di un alias',
    why: 'Domande',
    questions: [
      [
        'La posta può andare persa?',
        'No. Diciamo al mittente che un messaggio è stato accettato solo dopo che lo ha confermato il tuo server di posta. Se questo non risponde, al mittente viene detto di riprovare, e lo fa.',
      ],
      [
        'E se qualcuno prova a esaurirlo?',
        'Conta solo un messaggio che ti è stato consegnato. Sondare l’alias, interrompere la connessione o essere rifiutati non consuma nulla.',
      ],
      [
        'La mia risposta resta nascosta?',
        'No. La posta arriva attraverso l’alias, ma ciò che mandi parte dal tuo indirizzo vero e lo mostra.',
      ],
      [
        'Il mio indirizzo può trapelare da un avviso di mancata consegna?',
        'No. Qualsiasi cosa dica il tuo server di posta, i mittenti ricevono parole nostre. In nessuna c’è il tuo indirizzo.',
      ],
      [
        'Posso smistare la posta per alias?',
        'Aggiungi un più e quello che vuoi: la posta per nome+negozio@ arriva allo stesso alias di nome@.',
      ],
      [
        'E se perdo la chiave e il link?',
        'Allora l’alias non si può più modificare. Scade comunque come stabilito.',
      ],
    ],
  },

  privacy: {
    title: 'Privacy',
    lead: 'Che cosa sa questo servizio, dove e per quanto tempo.',
    what: 'Che cosa',
    where: 'Dove e come',
    until: 'Fino a quando',
    kept: [
      [
        'Il tuo indirizzo vero e la tua etichetta',
        'Nel nostro database, cifrati con una chiave ricavata dal segreto del server e dall’alias stesso. L’alias non è memorizzato da nessuna parte, quindi un database rubato non rivela né l’uno né l’altra.',
        'Fino alla fine dell’alias, più due ore al massimo',
      ],
      [
        'Limiti, contatori e tempi di un alias',
        'Nel nostro database, leggibili, sotto un’impronta dell’alias (un hash con chiave): il server la calcola con il suo segreto e nessuno può risalire da lì all’alias.',
        'Fino alla fine dell’alias, più due ore al massimo',
      ],
      [
        'Un messaggio in transito',
        'Mittente, dimensione e intestazione lasciano una simile impronta finché non è certo se il tuo server di posta lo ha accettato.',
        'Finché non è certo; al massimo cinque giorni',
      ],
      [
        'Che un nome è stato usato',
        'Una simile impronta e nient’altro, così nessuno ottiene il tuo vecchio alias.',
        'Per sempre',
      ],
      [
        'Com’è finito un alias',
        'Quando, per mano di chi o per quale causa, quanti messaggi sono passati e l’hash dell’ultima parte del suo link: per chi ha il link.',
        'Trenta giorni dopo la fine',
      ],
      [
        'Il link che gestisce un alias',
        'Solo un hash della sua ultima parte.',
        'Trenta giorni dopo la fine dell’alias',
      ],
      [
        'Una chiave',
        'Il tuo indirizzo vero, il nome della chiave e l’elenco dei suoi alias, cifrati con la chiave stessa, che non è memorizzata: senza di essa né noi né un ladro possiamo sapere di chi è.',
        'Finché non la disattivi, o dopo 400 giorni senza usarla',
      ],
      [
        'Il link in ogni messaggio',
        'Da nessuna parte: si calcola dall’alias e dal segreto del server.',
        'Fino alla fine dell’alias',
      ],
      [
        'Chi viene avvisato se un messaggio torna indietro',
        'Di norma da nessuna parte: è scritto nel percorso di ritorno del messaggio, che il tuo server di posta vede. Ciò che non ci sta è nel nostro database, cifrato con una chiave che solo quel percorso di ritorno fornisce.',
        'Dieci giorni dopo il messaggio',
      ],
      [
        'Che ti è stato chiesto se la posta può arrivarti',
        'Nel nostro database: l’oggetto della domanda, cifrato con una chiave che solo il suo link fornisce; e quando è stata inviata, sotto un’impronta del tuo indirizzo.',
        'Un mese; un giorno',
      ],
      [
        'Quando ti è stato mandato un messaggio di prova',
        'Nel nostro database, sotto un’impronta del tuo indirizzo.',
        'Un giorno',
      ],
      [
        'Che non vuoi più ricevere domande',
        'Nel nostro database, come impronta del tuo indirizzo.',
        'Per sempre, o finché chi gestisce il servizio non lo revoca',
      ],
      [
        'Che cosa ha bloccato chi gestisce il servizio',
        'Nel nostro database: un indirizzo vero come una simile impronta; domini e indirizzi di rete così come sono.',
        'Finché chi gestisce il servizio non lo revoca',
      ],
      ['La posta', 'Passa per la memoria di lavoro mentre arriva. Mai su un disco.', 'Finché non è passata'],
      [
        'Quando sono arrivati i messaggi e com’è andata',
        'Solo nella memoria di lavoro, per il riepilogo nella pagina dell’alias.',
        'Finché il servizio non si riavvia, o dati più recenti non ne prendono il posto',
      ],
      [
        'Indirizzi di rete di visitatori e server mittenti, e indirizzi veri richiesti',
        'Solo nella memoria di lavoro, per limitare quanto ciascuno può chiedere in un dato periodo.',
        'Fino alla fine di quel periodo; al massimo un’ora, se non configurato diversamente',
      ],
      [
        'Righe di log',
        'Che tipo di richiesta, com’è finita, quanto è durata. Nessun alias, indirizzo vero, mittente, oggetto o link.',
        'Finché chi gestisce il servizio conserva i log',
      ],
      [
        'Chiavi e link degli alias, e ciò che hai inserito l’ultima volta nella prima pagina, compreso il tuo indirizzo vero',
        'Nella memoria del tuo browser, a meno che tu non scelga diversamente. Chiavi e link ci vengono inviati quando li usi, e non li conserviamo.',
        'Finché non premi “Dimentica tutto” lì',
      ],
      [
        'La prima pagina così come l’hai inviata, se qualcosa non andava e gli script sono disattivati',
        'Nella cache del tuo browser, così che il pulsante Indietro la mostri senza inviarla di nuovo.',
        'Il tuo browser svuota la cache',
      ],
      [
        'Una pagina che dice che non c’è connessione',
        'Nel tuo browser, una volta installato questo sito. Nessun’altra pagina vi viene conservata.',
        'Finché non rimuovi il sito',
      ],
    ],
    not: 'Che cosa non c’è',
    nots: [
      'Niente account, cookie o analisi delle visite, e niente caricato da terzi.',
      'Nessuna copia della tua posta, nemmeno per un istante su un disco.',
      'Nessun modo di elencare gli alias di una persona, né per noi né per un ladro.',
    ],
    others: 'Che cosa vedono gli altri',
    othersHint:
      'Il tuo server di posta vede chi ti scrive, come sempre. Chi gestisce questo servizio potrebbe leggere la posta mentre passa, come con ogni server di posta lungo il percorso: usane uno di cui ti fidi, o gestiscine uno tuo. Se chi gestisce il servizio consulta elenchi di fonti di spam, questi vengono a conoscere l’indirizzo di rete di ogni server che invia posta qui e di chiunque crei un alias.',
  },

  api: {
    title: 'API',
    lead: (link) =>
      html`Tutto ciò che fanno queste pagine può farlo anche un programma. Il ${link('documento OpenAPI')} fa fede; questa pagina ne è ricavata.`,
    start: 'In un minuto',
    startHint: 'Incolla questo in una shell, una riga dopo l’altra.',
    calls: 'Chiamate',
    body: 'Corpo',
    field: 'Campo',
    type: 'Tipo',
    meaning: 'Significato',
    required: 'obbligatorio',
    answers: 'Risposte',
    token: 'Richiede il token dell’alias, o la chiave con cui è stato creato: Authorization: Bearer TOKEN.',
    key: 'Richiede una chiave: Authorization: Bearer KEY.',
    errors:
      'Gli errori sono application/problem+json (RFC 9457). Un alias sconosciuto, uno scaduto e un token sbagliato ricevono lo stesso 404.',
  },

  problems: {
    title: 'Problemi dell’API',
    lead: 'Il tipo di un problema porta qui, alla sua spiegazione.',
    codes: 'Codici degli errori',
    codesLead:
      'Ciascuno degli errori di un problema ha un campo, un codice e queste parole per le persone, con i limiti in vigore.',
  },

  managers: {
    title: 'Nel tuo gestore di password',
    lead: 'I gestori di password possono creare un alias nel punto in cui scrivi un indirizzo. Conoscono addy.io e SimpleLogin, e questo server capisce ciò che capiscono quelli: scegli uno dei due e inserisci questo server e una sua chiave.',
    picture: 'Un modulo con quattro campi: servizio, server, chiave e dominio, compilati come qui sotto',
    values: 'Che cosa inserire',
    service: 'Servizio',
    server: 'Server',
    key: 'Chiave',
    domain: 'Dominio',
    copyServer: 'Copia il server',
    copyDomain: 'Copia il dominio',
    keyHint:
      'Va dove viene chiesta la chiave API. La ricevi con il tuo primo alias, o da chi gestisce questo servizio. Contiene il tuo indirizzo e i limiti dei nuovi alias: chi ce l’ha crea alias a tuo nome.',
    clients: [
      {
        id: 'bitwarden',
        name: 'Bitwarden e Vaultwarden',
        steps: [
          'Apri il generatore, poi Nome utente, e scegli l’alias email inoltrato.',
          'Servizio: addy.io. (Va bene anche SimpleLogin, che non chiede un dominio.)',
          'Chiave API: la tua chiave.',
          'Dominio email: il dominio qui sopra.',
          'URL del server self-hosted: il server qui sopra. Poi genera.',
        ],
        hint: 'Nella cassaforte web, il server della cassaforte deve consentire questo: in Vaultwarden con ALLOWED_CONNECT_SRC.',
      },
      {
        id: 'keyguard',
        name: 'Keyguard',
        steps: [
          'Apri il generatore, e lì i servizi di inoltro email.',
          'Aggiungine uno e scegli addy.io.',
          'Chiave API: la tua chiave.',
          'Dominio: il dominio qui sopra.',
          'URL del server: il server qui sopra. Poi sceglilo nel generatore.',
        ],
      },
      {
        id: 'addy',
        name: 'L’estensione di addy.io',
        steps: [
          'Installala, aprila e scegli di cambiare istanza.',
          'Istanza: il server qui sopra.',
          'Token API: la tua chiave.',
          'Crea un alias con il suo pulsante, la scorciatoia da tastiera o il menu contestuale.',
          'Inoltre elenca, cerca, mette in pausa ed elimina ciò che questa chiave ha creato.',
        ],
      },
      {
        id: 'simplelogin',
        name: 'L’estensione di SimpleLogin',
        steps: [
          'Installala, aprila e scegli le impostazioni per un server tuo.',
          'URL dell’API: il server qui sopra.',
          'Scegli di accedere con una chiave API e inserisci la tua chiave.',
          'Crea un alias con un nome a tua scelta, o uno casuale.',
          'Inoltre elenca, cerca, mette in pausa ed elimina ciò che questa chiave ha creato.',
        ],
      },
    ],
    phone: 'Sul telefono, senza gestore di password',
    phoneSteps: [
      'Dal menu del browser, installa questo sito: Aggiungi a schermata Home.',
      'Nel modulo di un negozio, apri il menu del browser e scegli Condividi, poi Mayfly.',
      'Si apre il modulo di questo sito, con il nome del negozio come etichetta. Niente viene creato o conservato finché non premi il pulsante.',
      'Copia l’alias e torna indietro.',
    ],
    phoneHint:
      'La condivisione con un sito installato funziona nei browser Chromium su Android, non su iPhone.',
    limits: 'Limiti diversi da quelli della chiave',
    limitsHint:
      'Nel campo del dominio, scrivili prima di esso: un numero di messaggi (x), di ore (h), giorni (d) o settimane (w), oppure un numero di messaggi e una durata insieme.',
    examples: [
      ['3x', 'scade dopo 3 messaggi'],
      ['7d', 'scade dopo 7 giorni'],
      ['3x.7d', 'scade dopo 3 messaggi, e al più tardi dopo 7 giorni'],
    ],
    differences: 'Che cosa è diverso qui',
    different: [
      'Eliminato vuol dire sparito per sempre: nessun indirizzo viene mai assegnato di nuovo. Ciò che potresti rivolere, mettilo in pausa.',
      'Un alias che si è esaurito sparisce da solo dagli elenchi.',
      'Non si può rispondere attraverso un alias.',
      'Non ci sono account né password: accedi con una chiave.',
    ],
  },

  operators: {
    title: 'Per i gestori',
    lead: 'Mayfly è un solo programma, senza nient’altro accanto. Gestiscilo per te, per la tua famiglia o per la tua azienda.',
    steps: [
      [
        'Punta un dominio al server',
        'Un record MX per il dominio degli alias, un nome host con DNS inverso corrispondente, la porta 25 aperta.',
      ],
      ['Indica dove va la posta', 'Uno smarthost che accetta la posta per i tuoi utenti: MAYFLY_NEXT_HOP.'],
      [
        'Attiva TLS',
        'Con MAYFLY_ACME e MAYFLY_HTTPS_LISTEN ottiene da sé i certificati, per il sito e per la posta. Oppure un reverse proxy per il sito, e MAYFLY_TLS_CERT con MAYFLY_TLS_KEY per STARTTLS.',
      ],
      [
        'Tienilo d’occhio',
        'Liveness su /healthz, readiness su /readyz, una riga di log JSON per ogni cosa che succede.',
      ],
      [
        'Fai i backup',
        'Del database e del segreto, separati l’uno dall’altro. Senza il segreto, il database non rivela niente a nessuno.',
      ],
    ],
    example: 'Un esempio',
    limits: 'Limiti di questo servizio',
    maxUses: 'Messaggi di un alias, al massimo',
    maxTime: 'Durata di un alias, al massimo',
    domains: 'Domini',
    none: 'nessun limite',
    abuse: 'Chi gestisce questo servizio e dove segnalare gli abusi',
  },
  proof: {
    working:
      'Un momento: il tuo browser sta facendo un calcolo per questo servizio, così nessuno può chiederne migliaia in una volta.',
    failed: 'In questo momento il servizio non è raggiungibile. Riprova.',
    insecure:
      'Il tuo browser fa il calcolo necessario solo su una connessione cifrata. Apri questa pagina con https://.',
    missing:
      'Non è stato ancora creato niente. Per evitare richieste in massa, il tuo browser deve fare calcoli per un secondo, e per questo serve JavaScript. Attivalo per questa pagina e invia di nuovo il modulo, o chiedi una chiave a chi gestisce il servizio.',
    refused:
      'Il risultato del calcolo del tuo browser è arrivato troppo tardi, o due volte. Invia di nuovo il modulo.',
    needsScript:
      'Per creare un alias qui, il tuo browser deve fare calcoli per un secondo, così nessuno può chiederne migliaia in una volta. Per questo serve JavaScript: attivalo per questa pagina, o chiedi una chiave a chi gestisce il servizio.',
  },
  operator: {
    title: 'Chi gestisce il servizio',
    runBy: (name) => `Questo servizio è gestito da ${name}.`,
    nameless: (domain) => `Questo è Mayfly su ${domain}. Chi lo gestisce non ha indicato qui alcun nome.`,
    abuse: 'Segnala un abuso',
    report: (contact) =>
      html`Un indirizzo di questo servizio è stato usato per truffarti, o un messaggio dice di venire da qui? Scrivi a ${contact}.`,
    reportHints: [
      'Indica l’indirizzo di questo servizio: così chi lo gestisce può controllarlo e chiuderlo.',
      'Manda il messaggio stesso come allegato, con l’intestazione completa. Senza di essa nessuno può sapere da dove è passato.',
      'Di chi sia l’indirizzo, il servizio non lo dice nemmeno a chi lo gestisce: la destinazione della posta è cifrata e i messaggi non vengono conservati.',
    ],
    noContact:
      'Qui non è impostato alcun indirizzo per le segnalazioni. Rivolgiti a chi possiede l’indirizzo di rete; i registri Internet dicono chi è.',
    unwanted: 'Ricevi posta che non vuoi',
    unwantedHint:
      'Se ti arriva posta attraverso un indirizzo di questo servizio, una riga della sua intestazione, Mayfly-Stop, contiene un link che ferma quell’indirizzo. Puoi anche chiedere a chi gestisce il servizio di bloccare per sempre il tuo indirizzo: allora non vi viene più inoltrato niente, chiunque lo chieda.',
    refused: 'La tua posta qui viene rifiutata',
    refusedHint:
      'Un rifiuto 550 5.1.1 significa che un indirizzo è sparito per sempre, e che chi te lo ha dato voleva così. Ogni altro rifiuto spiega nella stessa riga di che cosa si tratta. Chi gestisce il servizio legge ciò che viene inviato a postmaster presso il suo dominio.',
  },

  errors: {
    home: 'Torna alla prima pagina',
    noQuestion: [
      'Questa domanda non esiste',
      'Il link non è completo, o ha più di un mese. Aprilo di nuovo dal messaggio, o copialo per intero.',
    ],
    noAlias: [
      'Questo alias non esiste',
      'Non è mai esistito, è sparito per sempre, o questo non è il suo link.',
    ],
    foreign: [
      'Questa richiesta è arrivata da un altro sito',
      'I moduli vengono accettati solo da queste pagine. Non è stato modificato nulla. Vai alla pagina stessa e riprova.',
    ],
    away: 'Il servizio non è raggiungibile. Non è stato modificato nulla. Riprova tra un momento.',
    tooMany: (wait) => `Troppi alias in poco tempo. Riprova tra ${wait}.`,
    tooManyOfKey: (wait) =>
      `Questa chiave ha già creato tutti gli alias che può creare oggi. Riprova tra ${wait}.`,
    byStatus: {
      400: [
        'Richiesta illeggibile',
        'Il modulo è arrivato danneggiato. Non è stato modificato nulla. Torna indietro e riprova.',
      ],
      403: [
        'Non da questo indirizzo',
        'Il tuo indirizzo di rete è in un elenco di fonti di spam, o lo ha bloccato chi gestisce il servizio. Chiedi di rimuoverlo dall’elenco, scrivi a chi gestisce il servizio, o usa un’altra rete.',
      ],
      404: ['Qui non c’è niente', 'A questo indirizzo non c’è alcuna pagina.'],
      405: ['Non così', 'Questo indirizzo accetta un altro tipo di richiesta. Non è stato modificato nulla.'],
      408: ['Troppo lento', 'La richiesta ha impiegato troppo tempo ad arrivare. Riprova.'],
      412: ['Modificato nel frattempo', 'Non è più come quando lo hai visto. Non è stato modificato nulla.'],
      413: [
        'Troppo grande',
        'È più di quanto un nostro modulo possa contenere (16 KiB). Non è stato modificato nulla.',
      ],
      415: [
        'Non è un modulo',
        'Questo indirizzo accetta ciò che inviano i moduli di queste pagine. Non è stato modificato nulla.',
      ],
      421: [
        'Un altro nome',
        'Questo servizio non è noto con il nome host dell’indirizzo. Non è stato modificato nulla.',
      ],
      429: [
        'Troppe modifiche',
        'Troppe modifiche in poco tempo. Ora non è stato modificato nulla. Riprova tra un minuto.',
      ],
      500: ['Qui si è rotto qualcosa', 'La colpa è nostra, non tua. Riprova tra un momento.'],
      503: [
        'Non adesso',
        'In questo momento il servizio non può rispondere. Non è stato modificato nulla. Riprova tra un momento.',
      ],
    },
    other: ['Non ha funzionato', 'Non è stato modificato nulla. Torna indietro e riprova.'],
  },

  clients: {
    badKey: ['Chiave sconosciuta', 'La chiave non è completa, o è stata revocata.'],
    badBody: ['Richiesta non valida', 'La richiesta non è un oggetto JSON.'],
    noAlias: ['Questo alias non esiste', 'L’alias è sparito per sempre, o lo ha creato un’altra chiave.'],
    sameId: [
      'Due alias con lo stesso numero',
      'Due alias di questa chiave hanno qui lo stesso numero. Gestisci questo dal sito.',
    ],
    noRestore: [
      'Sparito per sempre',
      'Un alias sparito non si può ripristinare: il suo indirizzo non viene mai più usato.',
    ],
    noReplies: [
      'Qui non si risponde attraverso un alias',
      'Attraverso un alias la posta va in una sola direzione. Una risposta partirebbe dal tuo indirizzo vero.',
    ],
    noPasswords: [
      'Inserisci una chiave di questo server come chiave API',
      'Questo server non ha account né password. Usa una sua chiave dove viene chiesta la chiave API.',
    ],
    unconfirmed: [
      'Manca ancora il consenso',
      'Chi possiede la casella di posta non ha ancora dato il consenso. La domanda è in quella casella.',
    ],
    fullKey: [
      'Troppi alias attivi',
      'Questa chiave ha il numero massimo di alias attivi. Eliminane uno, o aspetta che uno scada.',
    ],
    noLimits: (domain) => [
      'La chiave non imposta limiti',
      `La chiave non dice né per quanti messaggi né per quanto tempo. Impostalo nella chiave${domain === undefined ? '' : `, o scrivilo prima del dominio: 3x.7d@${domain}`}.`,
    ],
    badDomain: (domain) => [
      'Non è un dominio',
      `Scrivi un dominio, o dei limiti e un dominio: 3x.7d@${domain} significa 3 messaggi e 7 giorni. Le ore sono h, i giorni d, le settimane w.`,
    ],
    badSuffix: [
      'Suffisso sconosciuto',
      'Questo suffisso di un nome non è uno dei nostri. Scegline di nuovo uno.',
    ],
    invalid: 'Non possibile',
    tooMany: (wait) => ['Troppe richieste', `Troppe richieste in poco tempo. Riprova tra ${wait}.`],
  },

  sandbox: {
    title: 'Sandbox',
    lead: 'Una prova: i messaggi finiscono qui, nella memoria di lavoro, e non vanno da nessuna parte. Può vederli solo questo computer.',
    leadPublic:
      'Una prova: i messaggi finiscono qui, nella memoria di lavoro, e non vanno da nessuna parte. Può leggerli chiunque raggiunga questa pagina.',
    none: 'Non è arrivato niente.',
    noneHint: 'Manda un messaggio a uno dei tuoi alias, e comparirà qui da solo.',
    from: 'Da',
    to: 'A',
    at: 'Ricevuto',
    size: (octets) => `${octets} byte`,
    through: 'Attraverso',
    bounce: '<> (un avviso di mancata consegna)',
    html: 'Come HTML',
    htmlHint: 'Mostrato senza script, moduli e immagini esterne; i suoi link non portano da nessuna parte.',
    noSubject: '(nessun oggetto)',
    noText: 'In questo messaggio non c’è né testo semplice né HTML. Il suo sorgente è qui sotto.',
    download: 'Scarica',
    header: 'Intestazione',
    source: 'Sorgente',
    cut: 'Troppo lungo per essere mostrato per intero.',
    cutKept: 'Troppo lungo per essere conservato per intero.',
  },

  faultTexts: itFaults,
  fault: (fault) => formatFault(itFaults, fault),
  faults: {
    target: 'Scrivi l’indirizzo a cui deve arrivare la tua posta.',
    span: 'Qui serve un numero maggiore di 0.',
    endless:
      'Questo e “un numero illimitato di messaggi” non possono stare insieme: un indirizzo deve avere una fine. Scegli una durata o un numero.',
    name: 'Scrivi il nome che vuoi, o scegli un altro tipo.',
  },
};
