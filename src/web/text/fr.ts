// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import { formatFault } from '../../alias/fault.ts';
import type { Messages } from './en.ts';
import { frFaults } from './faults-fr.ts';

/** In French, 0 and 1.5 are singular as well. */
function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('fr')} ${n < 2 ? one : many}`;
}

/** Every word of the website, in French. */
export const fr: Messages = {
  name: 'Français',
  tagline: 'Des adresses e-mail qui s’autodétruisent',
  skip: 'Aller au contenu',
  faulty: 'Erreur',
  menu: {
    label: 'Menu principal',
    make: 'Nouvel alias',
    mine: 'Mes alias',
    how: 'Fonctionnement',
    api: 'API',
  },
  foot: {
    label: 'En savoir plus',
    managers: 'Dans votre gestionnaire de mots de passe',
    privacy: 'Confidentialité',
    operator: 'Exploitant et signalement d’abus',
    operators: 'Pour les exploitants',
    language: 'Langue',
    source: 'Ni compte, ni cookie, ni traceur.',
  },
  sandboxNote: (link) =>
    html`Ceci est un essai : les messages ne vont nulle part, si ce n’est dans le ${link('bac à sable')} de cette machine.`,
  publicSandboxNote: (link) =>
    html`Ceci est un essai : les messages ne vont nulle part, si ce n’est dans le ${link('bac à sable')}, où toute personne qui accède à cette page peut les lire.`,
  utc: 'UTC',
  messages: (n) => count(n, 'message', 'messages'),
  duration: {
    day: (n) => count(n, 'jour', 'jours'),
    hour: (n) => count(n, 'heure', 'heures'),
    minute: (n) => count(n, 'minute', 'minutes'),
  },
  and: (first, second) => `${first} et ${second}`,
  copy: { address: 'Copier l’adresse', link: 'Copier le lien', key: 'Copier la clé' },
  copied: 'C’est copié',

  make: {
    title: 'Une adresse qui meurt à votre place',
    lead: 'Un alias est une adresse e-mail que vous donnez à la place de la vôtre. Ses messages vous parviennent jusqu’à ce que leur nombre ou le temps soit épuisé. Ensuite, il disparaît pour toujours.',
    target: 'Votre véritable adresse',
    targetHint: 'Les messages y sont transférés. Les expéditeurs ne la voient pas.',
    didYouMean: (meant) => `Vouliez-vous dire ${meant} ?`,
    useMeant: (meant) => `Oui, utiliser ${meant}`,
    asIs: (written) => html`Si ${written} est bien la bonne adresse, créez l’alias sans rien changer.`,
    goesTo: 'Les messages vont à',
    elsewhere: 'une autre adresse',
    key: 'Votre clé',
    keyHint: 'Elle commence par « mayfly ». L’exploitant de ce service vous l’a remise.',
    remember: 'Se souvenir de moi dans ce navigateur',
    rememberHint:
      'Uniquement sur un appareil personnel : toute personne qui utilise ce navigateur pourra créer des alias en votre nom, les voir et y mettre fin.',
    uses: 'Expire après',
    time: 'Et au plus tard après',
    anyUses: (cap) =>
      cap === null ? 'un nombre illimité de messages' : `jusqu’à ${count(cap, 'message', 'messages')}`,
    anyTime: (days) => (days === null ? 'une durée illimitée' : `jusqu’à ${count(days, 'jour', 'jours')}`),
    other: 'Autre',
    otherUses: 'Nombre de messages',
    otherTime: 'Durée',
    unit: 'Unité',
    units: { hours: 'heures', days: 'jours', weeks: 'semaines' },
    more: 'Libellé et nom',
    note: 'Libellé',
    noteHint: 'Visible de vous uniquement ; indiquez par exemple à qui vous avez donné l’adresse.',
    style: 'Nom',
    random: 'Aléatoire',
    randomHint: 'impossible à deviner',
    words: 'Mots',
    wordsHint: 'facile à dicter',
    own: 'Personnalisé',
    ownName: 'Nom avant le @',
    domain: 'Domaine',
    submit: 'Créer l’alias',
    promise: 'Il expire dès que l’une des deux limites est atteinte.',
    promiseBoth: 'Expire après {uses} ou le {when}, selon ce qui arrive en premier.',
    messageForms: { one: '1 message', other: '{n} messages' },
    faults: 'Il reste quelque chose à corriger.',
    facts: [
      [
        'Disparu, c’est disparu',
        'Un alias mort refuse tous les expéditeurs et n’est jamais attribué à quelqu’un d’autre.',
      ],
      [
        'Rien ne se perd',
        'Un message ne compte qu’une fois accepté par votre propre fournisseur de messagerie.',
      ],
      [
        'Rien n’est conservé',
        'Les messages ne font que passer, à mesure qu’ils arrivent. Ils ne sont jamais stockés.',
      ],
    ],
  },

  made: {
    title: 'Votre alias est prêt',
    titleAsked: 'Il reste une étape : donnez votre accord',
    address: 'Donnez cette adresse',
    qr: 'Code QR de l’adresse',
    takes: 'Ses messages arrivent à',
    onceAgreed: ', dès que vous aurez donné votre accord.',
    after: (uses) => `Expire après ${uses}`,
    on: 'le',
    or: ' ou',
    first: ', selon ce qui arrive en premier.',
    link: 'Votre lien vers cet alias',
    key: 'Votre clé',
    keyHint:
      'Elle vous permet de créer d’autres alias pour la même adresse, de les voir et de les modifier tous ; dans un autre navigateur, collez-la sous « Mes alias ». Conservez-la là où vous gardez vos mots de passe : quiconque la possède peut faire tout cela.',
    keyKnown: 'Créé avec votre clé',
    keyKnownHint: 'Vous le retrouvez sous « Mes alias » dans tout navigateur qui connaît la clé.',
    keyKept: 'Ce navigateur s’en souvient : un clic suffira pour le prochain alias.',
    asked: (target) => html`Nous avons posé la question à ${target}`,
    askedHint:
      'Vous pouvez déjà donner l’alias. Ouvrez le message que nous avons envoyé dans votre boîte de réception et donnez votre accord : dès lors, les messages vous parviendront. Cette page se mettra alors à jour d’elle-même. Si vous ne voyez pas de message, regardez dans le dossier des indésirables (spam).',
    askedLate:
      'D’ici là, les expéditeurs sont invités à réessayer plus tard, ce que leurs serveurs de messagerie font d’eux-mêmes. Sans réponse sous 24 heures, l’alias disparaît.',
    askedInVain:
      'Personne n’a donné son accord sous 24 heures, ou l’alias a été détruit. Aucun message n’est passé par lui.',
    alone: 'Un lien vers cet alias seul',
    aloneHint: 'Quiconque le possède peut voir et modifier cet alias, et aucun autre.',
    manage: 'Voir et modifier l’alias',
    again: 'Un autre du même type',
    different: 'Un alias différent',
    bookmark: 'Plus rapide la prochaine fois',
    bookmarkHint:
      'Glissez ce bouton dans vos favoris. Sur n’importe quel site, il ouvre un nouvel alias qui a pour libellé le nom de ce site.',
    bookmarklet: 'Nouvel alias Mayfly',
    bookmarkClicked: 'Glissez-le dans la barre de favoris ; un clic ici ne fait rien.',
    sees: 'Ce que voit l’autre partie',
    seesHint:
      'Quiconque écrit à l’alias ne voit que l’alias. Mais si vous répondez, votre réponse part de votre véritable adresse et la révèle.',
  },

  manage: {
    title: (address) => `Alias ${address}`,
    kicker: 'Votre alias',
    left: 'Messages restants',
    leftOf: (left, of) => `Encore ${left.toLocaleString('fr')} sur ${count(of, 'message', 'messages')}`,
    unlimited: 'Nombre illimité de messages',
    delivered: (n) => `${count(n, 'message transféré', 'messages transférés')} jusqu’ici`,
    time: 'Temps restant',
    timeLeft: (left) => `Encore ${left}`,
    noEnd: 'Sans limite de durée',
    dies: 'Expire le',
    notBefore: 'Reçoit des messages à partir du',
    paused: 'Suspendu : les expéditeurs sont invités à réessayer plus tard.',
    active: 'En vie : il reçoit des messages.',
    notYet: 'Pas encore valide : les expéditeurs sont invités à réessayer plus tard.',
    live: 'En direct',
    liveHint: 'cette page se met à jour d’elle-même',
    refresh: 'Actualiser',
    target: 'Transféré à',
    made: 'Créé le',
    note: 'Libellé',
    done: {
      paused: 'L’alias est suspendu.',
      resumed: 'L’alias reçoit de nouveau des messages.',
      limits: 'Les limites sont modifiées.',
      note: 'Le libellé est modifié.',
      target: 'Les messages arrivent désormais à la nouvelle adresse.',
    },
    pause: 'Suspendre',
    pauseHint: 'Les expéditeurs sont invités à réessayer plus tard ; rien n’est décompté.',
    resume: 'Reprendre',
    extend: 'Prolonger',
    extendTo: (span) => `${span} à partir de maintenant`,
    limits: 'Modifier les limites',
    limitUses: 'Messages encore acceptés',
    limitTime: 'Durée à partir de maintenant',
    unchanged: 'Laissez un champ vide pour ne rien y changer.',
    save: 'Enregistrer',
    relabel: 'Modifier le libellé',
    retarget: 'Changer l’adresse de destination',
    newTarget: 'Nouvelle adresse',
    newTargetHint:
      'Le titulaire de la nouvelle adresse devra peut-être d’abord donner son accord par e-mail ; d’ici là, les messages continuent d’arriver à l’ancienne.',
    newTargetAsIs: (written) => html`Si ${written} est bien la bonne adresse, enregistrez sans rien changer.`,
    targetAsked: (target) =>
      html`Nous avons posé la question à ${target} par e-mail. Les messages y arriveront dès que l’accord aura été donné, sous 24 heures ; d’ici là, rien ne change.`,
    destroy: 'Détruire',
    destroyHint: 'Immédiatement et pour toujours.',
    history: 'Historique',
    historyHint: (since) =>
      html`Quand un message est arrivé et ce qu’il est devenu, mais rien de son expéditeur ni de son contenu. En mémoire vive seulement, depuis le ${since}.`,
    historyNone: 'Rien pour l’instant.',
    outcomes: {
      delivered: 'Accepté par votre serveur de messagerie',
      refusedByNextHop: 'Refusé par votre serveur de messagerie ; non décompté',
      refusedByUs: 'Refusé par nos soins',
      bounced: 'Retourné : votre serveur de messagerie l’a accepté, puis n’a pas pu le remettre',
      inDoubt: 'Incertain : la connexion à votre serveur de messagerie a été coupée au dernier moment',
    },
    open: 'La page d’un alias',
    openHint:
      'La partie secrète de son lien se trouve après le # et n’est jamais envoyée d’elle-même. Collez ici le lien entier ; il se trouve dans la barre d’adresse.',
    openDo: 'Afficher',
    goneForGood: 'Cet alias a disparu pour toujours, et personne d’autre ne l’obtiendra jamais.',
  },

  test: {
    send: 'M’envoyer un message de test',
    hint: 'Il suit le même chemin que les messages transférés et n’est pas décompté.',
    outcomes: {
      accepted:
        'Votre serveur de messagerie a accepté le message de test. S’il n’est pas dans votre boîte de réception, regardez dans le dossier des indésirables (spam).',
      onItsWay:
        'Le message de test est en route ; votre serveur de messagerie tarde à répondre. Si rien n’arrive d’ici quelques minutes, regardez dans le dossier des indésirables (spam).',
      putOff:
        'Votre serveur de messagerie était injoignable ou n’a pas accepté le message de test pour l’instant. Les expéditeurs réessaieraient d’eux-mêmes ; réessayez vous aussi dans quelques minutes.',
      refused:
        'Votre serveur de messagerie a refusé le message de test. Les messages envoyés à cet alias ne vous parviendraient pas non plus.',
      unsent:
        'Aucun message de test n’a été envoyé : votre adresse en a reçu assez pour l’instant, ou elle n’en reçoit pas. Réessayez plus tard.',
    },
    mail: {
      subject: 'Les messages envoyés à votre alias vous parviennent',
      body: ({ address, stopLink }) => [
        'Bonjour,',
        'voici le message de test demandé sur la page de cet alias :',
        `    ${address}`,
        'Si vous pouvez le lire, les messages envoyés à l’alias vous parviennent. Il a suivi le même chemin qu’eux et n’a pas été décompté.',
        'Si vous ne l’avez pas demandé, quelqu’un d’autre a créé un alias qui mène à vous. Cette page permet de l’arrêter :',
        `    ${stopLink}`,
        'Ce message a été écrit par un programme, et personne ne lit les réponses.',
      ],
    },
  },

  destroy: {
    title: 'Détruire cet alias ?',
    lead: (address) =>
      html`Ensuite, plus personne ne pourra écrire à ${address}. Ni vous ni nous ne pourrons le rétablir.`,
    yes: 'Détruire pour toujours',
    no: 'Le garder',
  },

  confirm: {
    kicker: 'Une question sur les messages qui vous sont destinés',
    agree: 'Oui, transférez-moi ses messages',
    never: 'Ne plus jamais me le demander',
    neverHint:
      'Ce service ne vous enverra alors plus jamais cette question, quelle que soit la personne qui demande un alias de votre adresse.',
    states: {
      asked: [
        'Pouvons-nous vous transférer des messages ?',
        'Quelqu’un, sans doute vous, a demandé un alias de votre adresse. Les messages adressés à l’alias ne vous sont transférés que si vous donnez votre accord.',
      ],
      agreed: [
        'Vous avez donné votre accord',
        'Les messages adressés à l’alias vous sont désormais transférés, jusqu’à ce que leur nombre ou le temps soit épuisé. Chaque message contient un lien pour y mettre fin.',
      ],
      never: [
        'La question ne vous sera plus posée',
        'Cette question ne sera plus jamais envoyée à votre adresse. Ce que vous avez accepté auparavant continue jusqu’à ce que vous y mettiez fin. Si vous souhaitez un jour un alias, adressez-vous à l’exploitant de ce service.',
      ],
      late: [
        'Il est trop tard pour répondre',
        'Personne n’a donné son accord sous 24 heures, aucun message ne vous est donc transféré. Si vous vouliez cet alias, demandez-le à nouveau.',
      ],
    },
  },

  question: {
    subject: (domain) => `${domain} peut-il vous transmettre des messages ?`,
    body: ({ domain, address, link }) => [
      'Bonjour,',
      `quelqu’un, sans doute vous, a demandé à ${domain} un alias de cette adresse e-mail, c’est-à-dire une adresse à donner à sa place et dont les messages vous sont transférés pendant un certain temps.${address === undefined ? '' : ' La voici :'}`,
      ...(address === undefined ? [] : [`    ${address}`]),
      'Rien ne vous est transféré sans votre accord. Si la demande vient de vous, veuillez ouvrir cette page :',
      `    ${link}`,
      'L’ouvrir ne change rien. Elle comporte deux boutons : l’un pour donner votre accord, sous 24 heures, l’autre pour ne plus jamais recevoir cette question.',
      'Si la demande ne vient pas de vous, vous n’avez rien à faire : sans réponse sous 24 heures, elle reste sans suite et aucun message ne vous est transféré.',
      `C’est le seul type de message que ${domain} envoie de sa propre initiative. Il a été écrit par un programme, et personne ne lit les réponses.`,
    ],
  },

  stop: {
    kicker: 'L’alias par lequel un message est passé',
    hint: 'Quiconque possède ce lien peut faire cela et rien d’autre. Il ne fonctionne plus une fois l’alias disparu.',
  },

  offline: {
    title: 'Pas de connexion',
    lead: 'Le serveur est injoignable d’ici. Si vous êtes hors ligne, vos alias continuent de recevoir des messages ; si le serveur est indisponible, les expéditeurs réessaient d’eux-mêmes.',
    again: 'Réessayer',
  },

  gone: {
    title: 'Il a disparu',
    lead: 'L’alias est détruit. Il n’en reste qu’une marque indiquant que ce nom a servi, afin que personne d’autre ne l’obtienne jamais.',
    again: 'En créer un nouveau',
  },

  ended: {
    how: {
      usedUp: (when) => html`Il a été épuisé le ${when}.`,
      expired: (when) => html`Son temps s’est écoulé le ${when}.`,
      destroyedByYou: (when) =>
        html`Il a été détruit par vous, ou par quelqu’un qui a votre lien, le ${when}.`,
      destroyedByOwner: (when) => html`Son titulaire l’a détruit le ${when}.`,
      destroyedByLink: (when) => html`Il a été détruit avec le lien d’un message le ${when}.`,
      destroyedByOperator: (when) => html`L’exploitant de ce service l’a détruit le ${when}.`,
    },
    used: (used, max) =>
      max === null
        ? `${count(used, 'message est passé', 'messages sont passés')} par lui.`
        : `Messages passés par lui : ${used.toLocaleString('fr')} sur ${max.toLocaleString('fr')}.`,
    hint: (until) =>
      html`Personne d’autre n’obtiendra jamais ce nom. Votre adresse et votre libellé sont effacés dans les deux heures qui suivent sa fin ; cette page en garde la trace jusqu’au ${until}.`,
  },

  mine: {
    title: 'Mes alias',
    lead: 'Ce qui a été créé avec les clés et les liens que ce navigateur a mémorisés. Le service lui-même n’a pas de liste : sans clé ni lien, personne ne peut dire à qui appartient un alias.',
    noScript:
      'C’est un script qui permet à votre navigateur de mémoriser les clés et les liens, et les scripts sont désactivés.',
    held: 'Clés et liens',
    heldHint: 'Collez ce que vous avez conservé lors de la création d’un alias, un par ligne.',
    show: 'Afficher',
    fruitless: 'Il n’y a là ni clé ni lien d’alias.',
    of: (name) => html`Pour ${name}`,
    noneOfKey: 'Aucun n’est en vie.',
    more: 'Afficher plus',
    loose: 'Alias isolés',
    looseHint: 'Créés sans clé, ou connus par leur seul lien.',
    deadKey:
      'Une clé que ce navigateur a mémorisée a pris fin ou n’a pas servi depuis trop longtemps. Les alias créés avec elle ne sont plus accessibles que par leurs propres liens.',
    none: 'Aucun pour l’instant.',
    make: 'Créer le premier',
    address: 'Alias',
    label: 'Libellé',
    state: 'État',
    ends: 'Expire le',
    actions: 'Actions',
    states: {
      active: (left) => `en vie, encore ${left}`,
      unlimited: 'en vie',
      paused: 'suspendu',
      unconfirmed: 'en attente de l’accord demandé à votre adresse',
      gone: 'disparu',
    },
    manage: 'Gérer',
    forget: 'Oublier',
    forgetAll: 'Tout oublier',
    forgetAllSure:
      'Oublier toutes les clés et tous les alias de cette liste, ainsi que ce que vous avez saisi en dernier sur la page d’accueil ? Les alias restent en vie, mais seuls les clés et les liens que vous gardez ailleurs permettront d’y accéder.',
    forgetGone: 'Oublier ceux qui ont disparu',
    export: 'Exporter',
    import: 'Importer',
    imported: 'Importés : {n}.',
    forgotten: 'Oubliés : {n}.',
    restored: 'De retour dans la liste : {n}.',
    undo: 'Annuler',
    importFailed: 'Ce fichier n’est pas un export de cette liste.',
  },

  key: {
    title: 'Votre clé',
    kicker: 'Clé',
    lead: (target) => html`Elle crée des alias pour ${target} et gère ceux qu’elle a créés.`,
    unconfirmed:
      'Son adresse n’a pas encore donné son accord. Ouvrez sous 24 heures le message que nous y avons envoyé ; sans réponse, la clé et ses alias disparaissent.',
    quick: 'Nouvel alias',
    saved: 'C’est enregistré.',
    here: 'Dans ce navigateur',
    kept: 'Ce navigateur se souvient de la clé.',
    unkept: 'Ce navigateur ne se souvient pas encore de la clé.',
    remember: 'Mémoriser',
    forget: 'Oublier ici',
    noScript:
      'Les scripts sont désactivés, ce navigateur ne peut donc pas mémoriser la clé. Conservez-la là où vous gardez vos mots de passe.',
    elsewhere: 'Sur un autre appareil',
    elsewhereHint:
      'Scannez ce code ou ouvrez le lien sur l’autre appareil. Il est aussi secret qu’un mot de passe : quiconque le possède peut créer des alias en votre nom, les voir et y mettre fin.',
    qr: 'Code QR du lien qui contient la clé',
    preset: 'Réglages des nouveaux alias',
    presetHint:
      'Lorsqu’un programme, un gestionnaire de mots de passe ou le bouton ci-dessus ne demande rien d’autre.',
    label: 'Nom de la clé',
    labelHint: 'Visible de vous uniquement ; par exemple « téléphone ».',
    uses: 'Messages',
    time: 'Durée',
    none: 'Laissez vide pour ne pas fixer de limite propre.',
    revoke: 'Mettre fin à la clé',
    revokeHint: 'Si quelqu’un d’autre a pu l’obtenir, ou si vous n’en avez plus besoin.',
    revokeAsk: 'Y mettre fin…',
    revokeTitle: 'Mettre fin à cette clé ?',
    revokeLead:
      'Ensuite, plus personne ne pourra l’utiliser, et elle ne pourra pas être rétablie. Ses alias peuvent vivre jusqu’à leurs propres limites, ou prendre fin avec elle, immédiatement et pour toujours.',
    revokeKeep: 'Mettre fin à la clé, garder ses alias',
    revokeAll: 'Mettre fin à la clé et à tous ses alias',
    revokeNot: 'La garder',
    revoked: 'La clé a pris fin',
    revokedKeep:
      'Ses alias vivent jusqu’à leurs propres limites. Leurs liens y donnent toujours accès ; la clé, non.',
    revokedAll: 'Ses alias ont pris fin avec elle.',
    open: 'Ouvrir une clé',
    openHint:
      'Une clé commence par « mayfly ». Elle n’est jamais envoyée d’elle-même : collez-la ici, ou le lien qui la contient.',
    openDo: 'Ouvrir',
    unknown: 'Cette clé est inconnue, a pris fin ou est incomplète.',
    needed: 'Ici, il faut une clé pour créer un alias ; l’exploitant de ce service la fournit.',
    full: 'Cette clé a autant d’alias en vie qu’elle peut en avoir. Mettez d’abord fin à quelques-uns.',
  },

  how: {
    title: 'Comment ça marche',
    lead: 'Un éphémère (en anglais, mayfly) vit un jour, accomplit ce pour quoi il est venu, puis disparaît. Un alias aussi.',
    life: [
      [
        'Créé',
        'Vous indiquez où vont les messages et combien de temps l’alias peut vivre. Aucun compte n’est nécessaire.',
      ],
      [
        'Donné',
        'Vous le saisissez dans le formulaire qui demande votre adresse. Il ressemble à n’importe quelle adresse.',
      ],
      [
        'En vol',
        'Chaque message vous est transmis directement. Il compte une fois accepté par votre propre fournisseur de messagerie.',
      ],
      ['Dernier vol', 'Le dernier message arrive, ou le temps est écoulé.'],
      ['Disparu', 'Tout expéditeur suivant apprend que cette adresse n’existe pas. Pour toujours.'],
    ],
    lifeTitle: 'La vie d’un alias',
    why: 'Questions',
    questions: [
      [
        'Des messages peuvent-ils se perdre ?',
        'Non. Nous ne confirmons à l’expéditeur qu’un message est accepté qu’après la confirmation de votre propre serveur de messagerie. Si celui-ci est indisponible, l’expéditeur est invité à réessayer, et il le fait.',
      ],
      [
        'Et si quelqu’un tente de l’épuiser ?',
        'Seuls comptent les messages qui vous ont été remis. Sonder, interrompre ou se faire refuser ne coûte rien.',
      ],
      [
        'Une réponse reste-t-elle cachée ?',
        'Non. Les messages arrivent par l’alias, mais ce que vous envoyez part de votre véritable adresse et la révèle.',
      ],
      [
        'Mon adresse peut-elle fuiter dans un avis de non-remise ?',
        'Non. Quoi que dise votre serveur de messagerie, les expéditeurs ne reçoivent que nos propres mots. Votre adresse n’y figure jamais.',
      ],
      [
        'Puis-je trier par alias ?',
        'Ajoutez un plus et ce que vous voulez : un message à nom+boutique@ arrive au même alias que nom@.',
      ],
      [
        'Et si je perds la clé et le lien ?',
        'L’alias ne peut alors plus être modifié. Il expire tout de même comme convenu.',
      ],
    ],
  },

  privacy: {
    title: 'Confidentialité',
    lead: 'Ce que ce service sait, où, et pendant combien de temps.',
    what: 'Quoi',
    where: 'Où et comment',
    until: 'Jusqu’à quand',
    kept: [
      [
        'Votre véritable adresse et votre libellé',
        'Dans notre base de données, chiffrés avec une clé dérivée du secret du serveur et de l’alias lui-même. L’alias n’est stocké nulle part : une base de données volée ne révèle donc ni l’une ni l’autre.',
        'La mort de l’alias ; dans les deux heures qui suivent',
      ],
      [
        'Limites, compteurs et dates d’un alias',
        'Dans notre base de données, lisibles, classés sous une empreinte de l’alias (un hachage avec clé) : le serveur la calcule avec son secret, et personne ne peut en retrouver l’alias.',
        'La mort de l’alias ; dans les deux heures qui suivent',
      ],
      [
        'Un message en cours d’acheminement',
        'Son expéditeur, sa taille et son en-tête laissent une telle empreinte tant qu’il n’est pas certain que votre serveur de messagerie l’a accepté.',
        'Quand c’est certain ; cinq jours au plus',
      ],
      [
        'Le fait qu’un nom a servi',
        'Une telle empreinte et rien d’autre, afin que personne n’obtienne votre alias mort.',
        'Pour toujours',
      ],
      [
        'La fin d’un alias',
        'Quand, par qui ou par quoi, combien de messages sont passés par lui, et le hachage de la dernière partie de son lien : pour quiconque possède le lien.',
        'Trente jours après sa fin',
      ],
      [
        'Le lien qui gère un alias',
        'Seulement un hachage de sa dernière partie.',
        'Trente jours après la mort de l’alias',
      ],
      [
        'Une clé',
        'Votre véritable adresse, le nom de la clé et la liste de ses alias, chiffrés avec la clé elle-même, qui n’est pas stockée : sans elle, ni nous ni un voleur ne pouvons dire à qui elle appartient.',
        'Quand vous y mettez fin, ou après 400 jours sans utilisation',
      ],
      [
        'Le lien contenu dans chaque message',
        'Nulle part : il est calculé à partir de l’alias et du secret du serveur.',
        'La mort de l’alias',
      ],
      [
        'Qui est averti quand un message est retourné',
        'En général nulle part : c’est inscrit dans l’adresse de retour du message, que voit votre serveur de messagerie. Ce qui n’y tient pas se trouve dans notre base de données, chiffré avec une clé que seule cette adresse de retour fournit.',
        'Dix jours après le message',
      ],
      [
        'Le fait qu’on vous a demandé si des messages peuvent vous être transférés',
        'Dans notre base de données : l’objet de la question, chiffré avec une clé que seul son lien fournit ; et la date d’envoi, sous une empreinte de votre adresse.',
        'Un mois ; un jour',
      ],
      [
        'Quand un message de test vous a été envoyé',
        'Dans notre base de données, sous une empreinte de votre adresse.',
        'Un jour',
      ],
      [
        'Le fait que vous ne voulez plus recevoir cette question',
        'Dans notre base de données, sous forme d’empreinte de votre adresse.',
        'Pour toujours, ou jusqu’à ce que l’exploitant l’annule',
      ],
      [
        'Ce que l’exploitant a bloqué',
        'Dans notre base de données : une véritable adresse sous forme d’une telle empreinte ; les domaines et les adresses IP tels quels.',
        'Quand l’exploitant l’annule',
      ],
      [
        'Les messages',
        'Ils passent par la mémoire vive à mesure qu’ils arrivent. Jamais sur un disque.',
        'Une fois qu’ils sont passés',
      ],
      [
        'Quand des messages sont arrivés et ce qu’ils sont devenus',
        'En mémoire vive seulement, pour le graphique sur la page de l’alias.',
        'Quand le service redémarre, ou que de plus récents les remplacent',
      ],
      [
        'Adresses IP des visiteurs et des serveurs expéditeurs, et véritables adresses demandées',
        'En mémoire vive seulement, pour limiter ce que chacun peut demander en un certain temps.',
        'Quand ce temps est écoulé ; une heure au plus, sauf autre réglage',
      ],
      [
        'Journaux',
        'Le type de requête, son issue, sa durée. Ni alias, ni véritable adresse, ni expéditeur, ni objet, ni lien.',
        'Selon la conservation des journaux par l’exploitant',
      ],
      [
        'Clés et liens des alias, et ce que vous avez saisi en dernier sur la page d’accueil, y compris votre véritable adresse',
        'Dans le stockage de votre propre navigateur, sauf choix contraire de votre part. Les clés et les liens nous sont envoyés quand vous les utilisez, et ne sont pas conservés.',
        'Quand vous y cliquez sur « Tout oublier »',
      ],
      [
        'La page d’accueil telle que vous l’avez envoyée, si elle contenait une erreur et que les scripts sont désactivés',
        'Dans le cache de votre navigateur, pour que le bouton Retour l’affiche sans la renvoyer.',
        'Votre navigateur vide son cache',
      ],
      [
        'Une page qui indique qu’il n’y a pas de connexion',
        'Dans votre navigateur, une fois ce site installé. Aucune autre page n’y est conservée.',
        'Quand vous désinstallez le site',
      ],
    ],
    not: 'Ce qu’il n’y a pas',
    nots: [
      'Ni compte, ni cookie, ni mesure d’audience, et rien n’est chargé depuis un tiers.',
      'Aucune copie de vos messages, pas même un instant sur un disque.',
      'Aucun moyen de lister les alias d’une personne, ni pour nous ni pour un voleur.',
    ],
    others: 'Ce que voient les autres',
    othersHint:
      'Votre serveur de messagerie voit qui vous écrit, comme toujours. L’exploitant de ce service pourrait lire les messages à leur passage, comme tout serveur de messagerie sur leur chemin : choisissez un service auquel vous faites confiance, ou exploitez le vôtre. Si l’exploitant consulte des listes de sources de spam, celles-ci apprennent l’adresse IP de chaque serveur qui envoie des messages ici et de toute personne qui crée un alias.',
  },

  api: {
    title: 'API',
    lead: (link) =>
      html`Tout ce que font ces pages, un programme peut le faire. Le ${link('document OpenAPI')} fait foi ; cette page en est tirée, en anglais comme lui.`,
    start: 'En une minute',
    startHint: 'Collez ceci dans un shell, ligne par ligne.',
    calls: 'Appels',
    body: 'Corps',
    field: 'Champ',
    type: 'Type',
    meaning: 'Signification',
    required: 'obligatoire',
    answers: 'Réponses',
    token:
      'Nécessite le jeton de l’alias, ou la clé avec laquelle il a été créé : Authorization: Bearer TOKEN.',
    key: 'Nécessite une clé : Authorization: Bearer KEY.',
    errors:
      'Les erreurs sont au format application/problem+json (RFC 9457). Un alias inconnu, un alias mort et un jeton erroné donnent le même 404.',
  },

  problems: {
    title: 'Problèmes de l’API',
    lead: 'Le type d’un problème mène ici à son explication. Les explications sont en anglais.',
    codes: 'Codes d’erreur',
    codesLead:
      'Chacune des erreurs d’un problème comporte un champ, un code et ces mots destinés aux personnes, avec les limites applicables.',
  },

  managers: {
    title: 'Dans votre gestionnaire de mots de passe',
    lead: 'Les gestionnaires de mots de passe peuvent créer un alias là où vous saisissez une adresse. Ils connaissent addy.io et SimpleLogin, et ce serveur comprend la même chose qu’eux : choisissez l’un des deux, puis saisissez ce serveur et l’une de ses clés.',
    picture: 'Un formulaire à quatre champs : service, serveur, clé et domaine, remplis comme ci-dessous',
    values: 'Que saisir',
    service: 'Service',
    server: 'Serveur',
    key: 'Clé',
    domain: 'Domaine',
    copyServer: 'Copier le serveur',
    copyDomain: 'Copier le domaine',
    keyHint:
      'À saisir là où la clé API est demandée. Vous en recevez une avec votre premier alias, ou de l’exploitant de ce service. Elle contient votre adresse et les limites des nouveaux alias : quiconque la possède crée des alias en votre nom.',
    clients: [
      {
        id: 'bitwarden',
        name: 'Bitwarden et Vaultwarden',
        steps: [
          'Ouvrez Générateur, puis Nom d’utilisateur, et choisissez Alias de courriel transféré.',
          'Service : addy.io. (SimpleLogin convient aussi, et ne demande pas de domaine.)',
          'Clé API : votre clé.',
          'Domaine du courriel : le domaine ci-dessus.',
          'URL du serveur auto-hébergé : le serveur ci-dessus. Puis générez.',
        ],
        hint: 'Dans le coffre web, le serveur du coffre doit autoriser celui-ci : dans Vaultwarden, par ALLOWED_CONNECT_SRC.',
      },
      {
        id: 'keyguard',
        name: 'Keyguard',
        steps: [
          'Ouvrez le générateur, puis les redirections d’e-mails.',
          'Ajoutez-en une, et choisissez addy.io.',
          'Clé API : votre clé.',
          'Domaine : le domaine ci-dessus.',
          'URL du serveur : le serveur ci-dessus. Puis choisissez-la dans le générateur.',
        ],
      },
      {
        id: 'addy',
        name: 'L’extension d’addy.io',
        steps: [
          'Installez-la, ouvrez-la, et choisissez de changer d’instance.',
          'Instance : le serveur ci-dessus.',
          'Jeton d’API : votre clé.',
          'Créez un alias avec son bouton, son raccourci ou son menu contextuel.',
          'Elle permet aussi de lister, rechercher, suspendre et supprimer ce que cette clé a créé.',
        ],
      },
      {
        id: 'simplelogin',
        name: 'L’extension de SimpleLogin',
        steps: [
          'Installez-la, ouvrez-la, et choisissez les réglages pour votre propre serveur.',
          'URL de l’API : le serveur ci-dessus.',
          'Choisissez de vous connecter avec une clé API, et saisissez votre clé.',
          'Créez un alias avec un nom de votre choix, ou un nom aléatoire.',
          'Elle permet aussi de lister, rechercher, suspendre et supprimer ce que cette clé a créé.',
        ],
      },
    ],
    phone: 'Sur votre téléphone, sans gestionnaire de mots de passe',
    phoneSteps: [
      'Dans le menu du navigateur, installez ce site : Ajouter à l’écran d’accueil.',
      'Dans le formulaire d’une boutique, ouvrez le menu du navigateur et choisissez Partager, puis Mayfly.',
      'Le formulaire de ce site s’ouvre, avec le nom de la boutique comme libellé. Rien n’est créé ni conservé avant que vous n’appuyiez sur le bouton.',
      'Copiez l’alias, et revenez en arrière.',
    ],
    phoneHint:
      'Le partage avec un site installé fonctionne dans les navigateurs Chromium sous Android, pas sur iPhone.',
    limits: 'D’autres limites que celles de la clé',
    limitsHint:
      'Dans le champ du domaine, écrivez-les avant celui-ci : un nombre de messages (x), d’heures (h), de jours (d) ou de semaines (w), ou l’un et l’autre.',
    examples: [
      ['3x', 'expire après 3 messages'],
      ['7d', 'expire après 7 jours'],
      ['3x.7d', 'expire après 3 messages, et au plus tard après 7 jours'],
    ],
    differences: 'Ce qui est différent ici',
    different: [
      'Supprimé, c’est disparu pour toujours : aucune adresse n’est jamais réattribuée. Suspendez ce que vous pourriez vouloir récupérer.',
      'Un alias épuisé disparaît de lui-même des listes.',
      'On ne peut pas répondre par un alias.',
      'Il n’y a ni compte ni mot de passe : connectez-vous avec une clé.',
    ],
  },

  operators: {
    title: 'Pour les exploitants',
    lead: 'Mayfly est un seul programme, qui n’a besoin de rien d’autre. Exploitez-le pour vous-même, votre famille ou votre entreprise.',
    steps: [
      [
        'Faites-y pointer un domaine',
        'Un enregistrement MX pour le domaine des alias, un nom d’hôte avec le DNS inverse correspondant, le port 25 ouvert.',
      ],
      [
        'Indiquez où vont les messages',
        'Un relais SMTP qui accepte les messages pour vos utilisateurs : MAYFLY_NEXT_HOP.',
      ],
      [
        'Activez TLS',
        'Avec MAYFLY_ACME et MAYFLY_HTTPS_LISTEN, il obtient lui-même ses certificats, pour le site web et pour le courrier. Sinon, un proxy inverse pour le site web, et MAYFLY_TLS_CERT avec MAYFLY_TLS_KEY pour STARTTLS.',
      ],
      [
        'Surveillez-le',
        'Sonde de vie sur /healthz, disponibilité sur /readyz, une ligne de journal JSON par événement.',
      ],
      [
        'Sauvegardez-le',
        'La base de données et le secret, séparément. Sans le secret, la base de données ne révèle rien, à personne.',
      ],
    ],
    example: 'Un exemple',
    limits: 'Limites de ce service',
    maxUses: 'Messages par alias, au plus',
    maxTime: 'Durée de vie d’un alias, au plus',
    domains: 'Domaines',
    none: 'sans limite',
    abuse: 'Qui exploite ce service, et où signaler un abus',
  },
  proof: {
    working:
      'Un instant : votre navigateur effectue un calcul pour ce service, afin que personne ne puisse demander des milliers d’alias d’un coup.',
    failed: 'Le service était injoignable à l’instant. Réessayez.',
    insecure:
      'Votre navigateur n’effectue le calcul nécessaire que sur une connexion chiffrée. Ouvrez cette page en https://.',
    missing:
      'Rien n’a encore été créé. Pour éviter les abus en masse, votre navigateur doit calculer pendant une seconde, et cela nécessite JavaScript. Activez-le pour cette page et envoyez de nouveau le formulaire, ou demandez une clé à l’exploitant.',
    refused:
      'Le calcul de votre navigateur est arrivé trop tard, ou deux fois. Envoyez de nouveau le formulaire.',
    needsScript:
      'Pour créer un alias ici, votre navigateur doit calculer pendant une seconde, afin que personne ne puisse en demander des milliers d’un coup. Cela nécessite JavaScript : activez-le pour cette page, ou demandez une clé à l’exploitant.',
  },
  operator: {
    title: 'Qui exploite ce service',
    runBy: (name) => `Ce service est exploité par ${name}.`,
    nameless: (domain) => `Vous êtes sur Mayfly, à ${domain}. Son exploitant n’a pas indiqué de nom ici.`,
    abuse: 'Signaler un abus',
    report: (contact) =>
      html`Une adresse de ce service a servi à vous tromper, ou un message prétend venir d’ici ? Écrivez à ${contact}.`,
    reportHints: [
      'Indiquez l’adresse de ce service : l’exploitant peut ainsi l’examiner et y mettre fin.',
      'Envoyez le message lui-même en pièce jointe, avec son en-tête complet. Sans lui, personne ne peut dire par où il est passé.',
      'Le service ne dit pas non plus à l’exploitant à qui appartient l’adresse : la destination des messages est chiffrée, et ils ne sont pas conservés.',
    ],
    noContact:
      'Aucune adresse de signalement n’est configurée ici. Adressez-vous au titulaire de l’adresse IP ; les registres Internet indiquent de qui il s’agit.',
    unwanted: 'Vous recevez des messages non désirés',
    unwantedHint:
      'Si des messages vous parviennent par une adresse de ce service, une ligne de leur en-tête, Mayfly-Stop, contient un lien qui met fin à cette adresse. Vous pouvez aussi demander à l’exploitant de bloquer définitivement votre propre adresse : rien ne lui sera plus transféré, quelle que soit la personne qui le demande.',
    refused: 'Vos messages sont refusés ici',
    refusedHint:
      'Un refus 550 5.1.1 indique qu’une adresse a disparu, pour toujours, et que la personne qui vous l’a donnée l’a voulu ainsi. Tout autre refus indique sa raison sur la même ligne. L’exploitant du service lit ce qui est envoyé à postmaster à son domaine.',
  },

  errors: {
    home: 'Retour à la page d’accueil',
    noQuestion: [
      'Question introuvable',
      'Le lien est incomplet, ou date de plus d’un mois. Ouvrez-le de nouveau depuis le message, ou copiez-le en entier.',
    ],
    noAlias: [
      'Alias introuvable',
      'Il n’a jamais existé, il a disparu pour toujours, ou ce n’est pas son lien.',
    ],
    foreign: [
      'Cela venait d’un autre site',
      'Les formulaires ne sont acceptés que depuis ces pages. Rien n’a été modifié. Rendez-vous sur la page elle-même et réessayez.',
    ],
    away: 'Le service est injoignable. Rien n’a été modifié. Réessayez dans un instant.',
    tooMany: (wait) => `Trop d’alias en peu de temps. Réessayez dans ${wait}.`,
    tooManyOfKey: (wait) =>
      `Cette clé a créé autant d’alias aujourd’hui qu’elle en a le droit. Réessayez dans ${wait}.`,
    byStatus: {
      400: [
        'Formulaire illisible',
        'Le formulaire est arrivé endommagé. Rien n’a été modifié. Revenez en arrière et réessayez.',
      ],
      403: [
        'Pas depuis cette adresse',
        'Votre adresse IP figure sur une liste de sources de spam, ou l’exploitant l’a bloquée. Demandez-y son retrait, écrivez à l’exploitant, ou utilisez un autre réseau.',
      ],
      404: ['Rien ici', 'Il n’y a pas de page à cette adresse.'],
      405: ['Pas de cette façon', 'Cette adresse attend un autre type de requête. Rien n’a été modifié.'],
      408: ['Trop lent', 'La requête a mis trop de temps à arriver. Réessayez.'],
      412: ['Modifié entre-temps', 'Ce n’est plus dans l’état où vous l’avez vu. Rien n’a été modifié.'],
      413: [
        'Trop volumineux',
        'C’est plus que ce que nos formulaires peuvent contenir (16 Kio). Rien n’a été modifié.',
      ],
      415: [
        'Ce n’est pas un formulaire',
        'Cette adresse attend ce qu’envoient les formulaires de ces pages. Rien n’a été modifié.',
      ],
      421: [
        'Un autre nom',
        'Ce service n’est pas connu sous le nom d’hôte de l’adresse. Rien n’a été modifié.',
      ],
      429: [
        'Trop de modifications',
        'Trop de modifications en peu de temps. Rien n’a été modifié cette fois. Réessayez dans une minute.',
      ],
      500: ['Une erreur s’est produite ici', 'Elle vient de nous, pas de vous. Réessayez dans un instant.'],
      503: [
        'Pas maintenant',
        'Le service ne peut pas répondre en ce moment. Rien n’a été modifié. Réessayez dans un instant.',
      ],
    },
    other: ['Cela n’a pas fonctionné', 'Rien n’a été modifié. Revenez en arrière et réessayez.'],
  },

  clients: {
    badKey: ['Clé inconnue', 'La clé n’est pas complète, ou elle a été révoquée.'],
    badBody: ['Requête incorrecte', 'La requête n’est pas un objet JSON.'],
    noAlias: ['Alias introuvable', 'L’alias a disparu pour toujours, ou une autre clé l’a créé.'],
    sameId: [
      'Deux alias avec le même numéro',
      'Deux alias de cette clé ont le même numéro ici. Gérez celui-ci sur le site web.',
    ],
    noRestore: [
      'Disparu pour toujours',
      'Un alias disparu ne peut pas être rétabli : son adresse ne resservira jamais.',
    ],
    noReplies: [
      'Pas de réponses par un alias ici',
      'Les messages passent par un alias dans un seul sens. Une réponse partirait de votre véritable adresse.',
    ],
    noPasswords: [
      'Saisissez une clé de ce serveur comme clé API',
      'Ce serveur n’a ni comptes ni mots de passe. Utilisez l’une de ses clés là où la clé API est demandée.',
    ],
    unconfirmed: [
      'Accord pas encore donné',
      'Le titulaire de la boîte de réception n’a pas encore donné son accord. La question se trouve dans cette boîte.',
    ],
    fullKey: [
      'Trop d’alias en vie',
      'Cette clé a le nombre maximal d’alias en vie. Supprimez-en un, ou attendez que l’un d’eux expire.',
    ],
    noLimits: (domain) => [
      'La clé ne fixe pas de limites',
      `La clé ne dit ni pour combien de messages ni pour combien de temps. Réglez-le sur la clé${domain === undefined ? '' : `, ou écrivez-le avant le domaine : 3x.7d@${domain}`}.`,
    ],
    badDomain: (domain) => [
      'Ce n’est pas un domaine',
      `Écrivez un domaine, ou des limites et un domaine : 3x.7d@${domain} signifie 3 messages et 7 jours. Heures : h, jours : d, semaines : w.`,
    ],
    badSuffix: [
      'Terminaison inconnue',
      'Cette terminaison de nom n’est pas l’une des nôtres. Faites un nouveau choix.',
    ],
    invalid: 'Impossible',
    tooMany: (wait) => ['Trop de requêtes', `Trop de requêtes en peu de temps. Réessayez dans ${wait}.`],
  },

  sandbox: {
    title: 'Bac à sable',
    lead: 'Un essai : les messages s’arrêtent ici, en mémoire, et ne vont nulle part. Seule cette machine peut les voir.',
    leadPublic:
      'Un essai : les messages s’arrêtent ici, en mémoire, et ne vont nulle part. Toute personne qui accède à cette page peut les lire.',
    none: 'Rien n’est arrivé.',
    noneHint: 'Envoyez un message à l’un de vos alias, et il apparaîtra ici de lui-même.',
    from: 'De',
    to: 'À',
    at: 'Reçu',
    size: (octets) => `${octets} octets`,
    through: 'Par',
    bounce: '<> (un avis de non-remise)',
    html: 'En HTML',
    htmlHint:
      'Affiché sans scripts, ni formulaires, ni images venues d’ailleurs ; ses liens ne mènent nulle part.',
    noSubject: '(sans objet)',
    noText: 'Ce message ne contient ni texte brut ni HTML. Sa source est ci-dessous.',
    download: 'Télécharger',
    header: 'En-tête',
    source: 'Source',
    cut: 'Trop long pour être affiché en entier.',
    cutKept: 'Trop long pour être conservé en entier.',
  },

  faultTexts: frFaults,
  fault: (fault) => formatFault(frFaults, fault),
  faults: {
    target: 'Écrivez l’adresse à laquelle vos messages doivent arriver.',
    span: 'Indiquez un nombre supérieur à 0.',
    endless:
      'Ce choix et « un nombre illimité de messages » ne vont pas ensemble : une adresse a besoin d’une fin. Choisissez une durée ou un nombre.',
    name: 'Écrivez le nom que vous voulez, ou choisissez un autre type.',
  },
};
