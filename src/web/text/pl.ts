// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import { formatFault } from '../../alias/fault.ts';
import type { Messages } from './en.ts';
import { plFaults } from './faults-pl.ts';

const rules = new Intl.PluralRules('pl');

/** A number with its noun. `many` is for 0, 5 to 21, 25 to 31 and so on. */
function count(n: number, one: string, few: string, many: string): string {
  const words: Partial<Record<Intl.LDMLPluralRule, string>> = { one, few };
  return `${n.toLocaleString('pl')} ${words[rules.select(n)] ?? many}`;
}

function messages(n: number): string {
  return count(n, 'wiadomość', 'wiadomości', 'wiadomości');
}

/** Every word of the website, in Polish. */
export const pl: Messages = {
  name: 'Polski',
  tagline: 'Adresy e-mail, które same znikają',
  skip: 'Przejdź do treści',
  faulty: 'Błąd',
  menu: { label: 'Menu główne', make: 'Nowy', mine: 'Moje aliasy', how: 'Jak to działa', api: 'API' },
  foot: {
    label: 'Więcej',
    managers: 'W menedżerze haseł',
    privacy: 'Prywatność',
    operator: 'Operator i nadużycia',
    operators: 'Dla operatorów',
    language: 'Język',
    source: 'Bez kont, bez plików cookie, bez śledzenia.',
  },
  sandboxNote: (link) =>
    html`To jest wersja próbna: wiadomości trafiają tylko do ${link('piaskownicy')} na tym komputerze.`,
  publicSandboxNote: (link) =>
    html`To jest wersja próbna: wiadomości trafiają tylko do ${link('piaskownicy')}, gdzie może je przeczytać każdy, kto ma dostęp do tej strony.`,
  utc: 'UTC',
  messages,
  duration: {
    day: (n) => count(n, 'dzień', 'dni', 'dni'),
    hour: (n) => count(n, 'godzina', 'godziny', 'godzin'),
    minute: (n) => count(n, 'minuta', 'minuty', 'minut'),
  },
  and: (first, second) => `${first} i ${second}`,
  copy: { address: 'Kopiuj adres', link: 'Kopiuj link', key: 'Kopiuj klucz' },
  copied: 'Skopiowano',

  make: {
    title: 'Adres, który zniknie za Ciebie',
    lead: 'Alias to adres e-mail, który podajesz zamiast swojego prawdziwego. Poczta do niego dociera do Ciebie, dopóki nie wyczerpie się liczba wiadomości lub czas. Potem alias znika na zawsze.',
    target: 'Twój prawdziwy adres',
    targetHint: 'Na ten adres przekazujemy pocztę. Nadawcy go nie widzą.',
    didYouMean: (meant) => `Czy chodziło o ${meant}?`,
    useMeant: (meant) => `Tak, użyj ${meant}`,
    asIs: (written) => html`Jeśli ${written} jest poprawny, utwórz alias z tym adresem bez zmian.`,
    goesTo: 'Poczta trafia na adres',
    elsewhere: 'inny adres',
    key: 'Twój klucz',
    keyHint: 'Zaczyna się od „mayfly”. Otrzymasz go od operatora tej usługi.',
    remember: 'Zapamiętaj mnie w tej przeglądarce',
    rememberHint:
      'Tylko na własnym urządzeniu: każdy, kto używa tej przeglądarki, może potem tworzyć dla Ciebie aliasy, przeglądać je i kończyć.',
    uses: 'Ile wiadomości przyjmie',
    time: 'Jak długo najwyżej działa',
    anyUses: (cap) =>
      cap === null
        ? 'dowolna liczba wiadomości'
        : `do ${count(cap, 'wiadomości', 'wiadomości', 'wiadomości')}`,
    anyTime: (days) => (days === null ? 'bez limitu czasu' : `do ${count(days, 'dnia', 'dni', 'dni')}`),
    other: 'Inaczej',
    otherUses: 'Liczba wiadomości',
    otherTime: 'Jak długo',
    unit: 'Jednostka',
    units: { hours: 'godziny', days: 'dni', weeks: 'tygodnie' },
    more: 'Etykieta i nazwa',
    note: 'Etykieta',
    noteHint: 'Widzisz ją tylko Ty; na przykład gdzie podajesz ten adres.',
    style: 'Nazwa',
    random: 'Losowa',
    randomHint: 'nie do odgadnięcia',
    words: 'Słowa',
    wordsHint: 'łatwe do podyktowania',
    own: 'Własna',
    ownName: 'Nazwa przed znakiem @',
    domain: 'Domena',
    submit: 'Utwórz alias',
    promise: 'Alias wygaśnie, gdy wyczerpie się pierwszy z tych limitów.',
    promiseBoth: 'Wygaśnie po {uses} lub w terminie: {when}, zależnie od tego, co nastąpi wcześniej.',
    messageForms: { one: '1 wiadomości', other: '{n} wiadomościach' },
    faults: 'Coś jeszcze się nie zgadza.',
    facts: [
      [
        'Znika na dobre',
        'Wygasły alias odrzuca każdego nadawcę i nigdy nie zostanie przydzielony nikomu innemu.',
      ],
      ['Nic nie ginie', 'Wiadomość liczy się dopiero wtedy, gdy przyjmie ją Twój własny dostawca poczty.'],
      ['Nic nie zostaje', 'Poczta tylko przepływa w chwili nadejścia. Nigdy jej nie zapisujemy.'],
    ],
  },

  made: {
    title: 'Twój alias jest gotowy',
    titleAsked: 'Został jeden krok: wyraź zgodę',
    address: 'Podawaj ten adres',
    qr: 'Kod QR adresu',
    takes: 'Poczta do niego trafia na adres',
    onceAgreed: ', gdy tylko wyrazisz zgodę.',
    after: (uses) => `Limit: ${uses}`,
    on: 'termin:',
    or: ',',
    first: '; alias wygaśnie, gdy wyczerpie się pierwszy z nich.',
    link: 'Twój link do aliasu',
    key: 'Twój klucz',
    keyHint:
      'Dzięki niemu tworzysz kolejne aliasy dla tego samego adresu oraz przeglądasz i zmieniasz je wszystkie; w innej przeglądarce wklej go w „Moje aliasy”. Przechowuj go tam, gdzie hasła: kto go ma, może zrobić to wszystko.',
    keyKnown: 'Utworzono Twoim kluczem',
    keyKnownHint: 'Znajdziesz go w „Moje aliasy” w każdej przeglądarce, która ma ten klucz.',
    keyKept: 'Ta przeglądarka go pamięta: następny alias to jedno kliknięcie.',
    asked: (target) => html`Zapytaliśmy ${target}`,
    askedHint:
      'Alias możesz podawać już teraz. Otwórz wiadomość, którą wysłaliśmy do Twojej skrzynki, i wyraź zgodę: od tej chwili poczta będzie do Ciebie docierać. Ta strona sama się wtedy zmieni. Jeśli wiadomości nie ma, zajrzyj do folderu ze spamem.',
    askedLate:
      'Do tego czasu nadawcy dostają odpowiedź, by spróbować później, a ich serwery pocztowe robią to same. Bez odpowiedzi w ciągu 24 godzin alias zniknie.',
    askedInVain:
      'Nikt nie wyraził zgody w ciągu 24 godzin albo alias został usunięty. Nie przeszła przez niego żadna poczta.',
    alone: 'Link tylko do tego aliasu',
    aloneHint: 'Kto go ma, może zobaczyć i zmienić ten alias, ale żaden inny.',
    manage: 'Zobacz i zmień alias',
    again: 'Jeszcze jeden taki',
    different: 'Inny alias',
    bookmark: 'Następnym razem szybciej',
    bookmarkHint:
      'Przeciągnij to do zakładek. Na każdej stronie otworzy nowy alias, którego etykietą będzie nazwa tej strony.',
    bookmarklet: 'Nowy alias Mayfly',
    bookmarkClicked: 'Przeciągnij to na pasek zakładek; kliknięcie tutaj nic nie zrobi.',
    sees: 'Co widzi druga strona',
    seesHint:
      'Kto pisze na alias, widzi tylko alias. Ale jeśli odpowiesz, Twoja odpowiedź wyjdzie z prawdziwego adresu i go pokaże.',
  },

  manage: {
    title: (address) => `Alias ${address}`,
    kicker: 'Twój alias',
    left: 'Pozostałe wiadomości',
    leftOf: (left, of) =>
      `Pozostało ${left.toLocaleString('pl')} z ${count(of, 'wiadomości', 'wiadomości', 'wiadomości')}`,
    unlimited: 'Dowolna liczba wiadomości',
    delivered: (n) => `Przekazano dotychczas: ${messages(n)}`,
    time: 'Pozostały czas',
    timeLeft: (left) => `Pozostało: ${left}`,
    noEnd: 'Bez limitu czasu',
    dies: 'Wygasa:',
    notBefore: 'Przyjmuje pocztę od:',
    paused: 'Wstrzymany: nadawcy dostają odpowiedź, by spróbować później.',
    active: 'Aktywny, przyjmuje pocztę.',
    notYet: 'Jeszcze nieważny: nadawcy dostają odpowiedź, by spróbować później.',
    live: 'Na żywo',
    liveHint: 'ta strona odświeża się sama',
    refresh: 'Odśwież',
    target: 'Przekazuje na adres',
    made: 'Utworzono',
    note: 'Etykieta',
    done: {
      paused: 'Wstrzymano.',
      resumed: 'Znów przyjmuje pocztę.',
      limits: 'Zmieniono limity.',
      note: 'Zmieniono etykietę.',
      target: 'Od teraz poczta trafia na nowy adres.',
    },
    pause: 'Wstrzymaj',
    pauseHint: 'Nadawcy dostają odpowiedź, by spróbować później; niczego to nie zużywa.',
    resume: 'Wznów',
    extend: 'Więcej czasu',
    extendTo: (span) => `Od teraz: ${span}`,
    limits: 'Zmień limity',
    limitUses: 'Ile wiadomości jeszcze przyjmie',
    limitTime: 'Czas, licząc od teraz',
    unchanged: 'Puste pole niczego nie zmienia.',
    save: 'Zapisz',
    relabel: 'Zmień etykietę',
    retarget: 'Zmień adres docelowy',
    newTarget: 'Nowy adres',
    newTargetHint:
      'Właściciel nowego adresu może najpierw musieć wyrazić zgodę e-mailem; do tego czasu poczta trafia na dotychczasowy adres.',
    newTargetAsIs: (written) => html`Jeśli ${written} jest poprawny, zapisz go bez zmian.`,
    targetAsked: (target) =>
      html`Zapytaliśmy e-mailem ${target}. Poczta zacznie tam trafiać, gdy w ciągu 24 godzin nadejdzie zgoda; do tego czasu nic się nie zmienia.`,
    destroy: 'Usuń',
    destroyHint: 'Natychmiast i na zawsze.',
    history: 'Co się działo',
    historyHint: (since) =>
      html`Kiedy nadeszła wiadomość i jak się to skończyło, ale nic o tym, od kogo i co w niej było. Tylko w pamięci operacyjnej, od: ${since}.`,
    historyNone: 'Jeszcze nic.',
    outcomes: {
      delivered: 'Przyjęta przez Twój serwer pocztowy',
      refusedByNextHop: 'Odrzucona przez Twój serwer pocztowy; nie liczy się',
      refusedByUs: 'Odrzucona przez nas',
      bounced: 'Zwrócona: Twój serwer pocztowy ją przyjął, a potem nie mógł jej dostarczyć',
      inDoubt: 'Nie wiadomo: połączenie z Twoim serwerem pocztowym zerwało się w ostatniej chwili',
    },
    open: 'Strona aliasu',
    openHint:
      'Tajna część linku jest po znaku # i nigdy nie jest wysyłana sama z siebie. Wklej tu cały link; znajdziesz go w pasku adresu.',
    openDo: 'Pokaż',
    goneForGood: 'Ten alias zniknął na zawsze i nikt inny nigdy go nie dostanie.',
  },

  test: {
    send: 'Wyślij do siebie wiadomość próbną',
    hint: 'Dociera do Ciebie tą samą drogą co przekazywana poczta i niczego nie zużywa.',
    outcomes: {
      accepted:
        'Twój serwer pocztowy przyjął wiadomość próbną. Jeśli nie ma jej w skrzynce odbiorczej, zajrzyj do folderu ze spamem.',
      onItsWay:
        'Wiadomość próbna jest w drodze; Twój serwer pocztowy zwleka z odpowiedzią. Jeśli w ciągu kilku minut nic nie nadejdzie, zajrzyj do folderu ze spamem.',
      putOff:
        'Twój serwer pocztowy był nieosiągalny albo nie przyjął teraz wiadomości próbnej. Serwery nadawców ponawiają próbę same; spróbuj i Ty za kilka minut.',
      refused:
        'Twój serwer pocztowy odrzucił wiadomość próbną. Poczta na ten alias też by do Ciebie nie dotarła.',
      unsent:
        'Nie wysłano wiadomości próbnej: na Twój adres wysłano ich na razie dość albo nie są tam wysyłane. Spróbuj później.',
    },
    mail: {
      subject: 'Poczta na Twój alias dociera do Ciebie',
      body: ({ address, stopLink }) => [
        'Dzień dobry,',
        'to jest wiadomość próbna, o którą poproszono na stronie tego aliasu:',
        `    ${address}`,
        'Jeśli możesz ją przeczytać, poczta na ten alias do Ciebie dociera. Wiadomość przyszła tą samą drogą i nie zużyła żadnej z wiadomości aliasu.',
        'Jeśli to nie była Twoja prośba, ktoś inny utworzył alias, który prowadzi do Ciebie. Na tej stronie go zatrzymasz:',
        `    ${stopLink}`,
        'Tę wiadomość napisał program i nikt nie czyta odpowiedzi na nią.',
      ],
    },
  },

  destroy: {
    title: 'Usunąć ten alias?',
    lead: (address) =>
      html`Po usunięciu nikt nie wyśle już poczty na ${address}. Aliasu nie da się przywrócić: ani Tobie, ani nam.`,
    yes: 'Usuń na zawsze',
    no: 'Zachowaj',
  },

  confirm: {
    kicker: 'Pytanie o pocztę do Ciebie',
    agree: 'Tak, przekazujcie mi tę pocztę',
    never: 'Nie pytajcie mnie nigdy więcej',
    neverHint: 'Wtedy ta usługa nie wyśle Ci już takiego pytania, ktokolwiek poprosi o alias Twojego adresu.',
    states: {
      asked: [
        'Czy możemy przekazywać Ci pocztę?',
        'Ktoś, prawdopodobnie Ty, poprosił o alias Twojego adresu. Poczta wysłana na alias będzie Ci przekazywana tylko za Twoją zgodą.',
      ],
      agreed: [
        'Zgoda przyjęta',
        'Poczta wysłana na alias jest Ci od teraz przekazywana, dopóki nie wyczerpie się liczba wiadomości lub czas. W każdej wiadomości jest link, który to zatrzymuje.',
      ],
      never: [
        'Nie zapytamy Cię więcej',
        'Na Twój adres nie trafi już żadne takie pytanie. To, na co była zgoda wcześniej, trwa, dopóki tego nie zatrzymasz. Jeśli jednak zechcesz mieć alias, poproś operatora tej usługi.',
      ],
      late: [
        'Na odpowiedź jest już za późno',
        'Nikt nie wyraził zgody w ciągu 24 godzin, więc nie przekazujemy Ci żadnej poczty. Jeśli chcesz ją dostawać, poproś o to jeszcze raz.',
      ],
    },
  },

  question: {
    subject: (domain) => `Pytanie od ${domain}: przekazywanie poczty do Ciebie`,
    body: ({ domain, address, link }) => [
      'Dzień dobry,',
      `ktoś, prawdopodobnie Ty, poprosił ${domain} o alias tego adresu e-mail: adres do podawania zamiast niego, z którego poczta jest Ci przez pewien czas przekazywana.${address === undefined ? '' : ' Ten alias to'}`,
      ...(address === undefined ? [] : [`    ${address}`]),
      'Bez Twojej zgody nic nie będzie przekazywane. Jeśli to Twoja prośba, otwórz tę stronę:',
      `    ${link}`,
      'Samo otwarcie niczego nie zmienia. Są na niej dwa przyciski: jeden, by wyrazić zgodę w ciągu 24 godzin, i drugi, by nigdy więcej nie dostać takiego pytania.',
      'Jeśli to nie Twoja prośba, nie musisz nic robić: bez odpowiedzi w ciągu 24 godzin sprawa wygaśnie i żadna poczta nie będzie Ci przekazywana.',
      `To jedyny rodzaj wiadomości, które ${domain} wysyła z własnej inicjatywy. Napisał ją program i nikt nie czyta odpowiedzi na nią.`,
    ],
  },

  stop: {
    kicker: 'Alias, przez który przyszła wiadomość',
    hint: 'Kto ma ten link, może zrobić to i nic więcej. Link przestaje działać, gdy alias zniknie.',
  },

  offline: {
    title: 'Brak połączenia',
    lead: 'Nie można stąd połączyć się z serwerem. Jeśli nie masz połączenia z internetem, Twoje aliasy nadal przyjmują pocztę; jeśli serwer nie działa, nadawcy sami spróbują ponownie.',
    again: 'Spróbuj ponownie',
  },

  gone: {
    title: 'Alias zniknął',
    lead: 'Alias został usunięty. Pozostał tylko znak, że ta nazwa była używana, żeby nikt inny nigdy jej nie dostał.',
    again: 'Utwórz nowy',
  },

  ended: {
    how: {
      usedUp: (when) => html`Wyczerpał się limit wiadomości: ${when}.`,
      expired: (when) => html`Upłynął jego czas: ${when}.`,
      destroyedByYou: (when) => html`Alias usunięto przez Ciebie lub kogoś z Twoim linkiem: ${when}.`,
      destroyedByOwner: (when) => html`Alias usunął jego właściciel: ${when}.`,
      destroyedByLink: (when) => html`Alias usunięto linkiem z wiadomości: ${when}.`,
      destroyedByOperator: (when) => html`Alias usunął operator tej usługi: ${when}.`,
    },
    used: (used, max) =>
      max === null
        ? `Liczba wiadomości, które przez niego przeszły: ${used.toLocaleString('pl')}.`
        : `Liczba wiadomości, które przez niego przeszły: ${used.toLocaleString('pl')} z ${max.toLocaleString('pl')}.`,
    hint: (until) =>
      html`Nikt inny nigdy nie dostanie tej nazwy. Twój adres i Twoja etykieta są usuwane w ciągu dwóch godzin od końca aliasu; ta strona mówi o nim do: ${until}.`,
  },

  mine: {
    title: 'Moje aliasy',
    lead: 'Utworzone kluczami i linkami, które pamięta ta przeglądarka. Sama usługa nie ma żadnej listy: bez klucza lub linku nikt nie powie, do kogo należy alias.',
    noScript: 'Klucze i linki pamiętałby w przeglądarce skrypt, a skrypty są wyłączone.',
    held: 'Klucze i linki',
    heldHint: 'Wklej to, co zostało zachowane przy tworzeniu aliasu, każdy klucz lub link w osobnym wierszu.',
    show: 'Pokaż',
    fruitless: 'Nie ma tu żadnego klucza ani linku do aliasu.',
    of: (name) => html`Dla ${name}`,
    noneOfKey: 'Żaden nie jest aktywny.',
    more: 'Pokaż więcej',
    loose: 'Pojedyncze aliasy',
    looseHint: 'Utworzone bez klucza lub znane tylko ze swojego linku.',
    deadKey:
      'Klucz, który pamięta ta przeglądarka, został zakończony lub zbyt długo nie był używany. Do utworzonych nim aliasów prowadzą już tylko ich własne linki.',
    none: 'Jeszcze żadnego.',
    make: 'Utwórz pierwszy',
    address: 'Alias',
    label: 'Etykieta',
    state: 'Stan',
    ends: 'Wygasa',
    actions: 'Działania',
    states: {
      active: (left) => `aktywny, pozostało: ${left}`,
      unlimited: 'aktywny',
      paused: 'wstrzymany',
      unconfirmed: 'czeka na zgodę z Twojego adresu',
      gone: 'zniknął',
    },
    manage: 'Zarządzaj',
    forget: 'Zapomnij',
    forgetAll: 'Zapomnij wszystko',
    forgetAllSure:
      'Zapomnieć wszystkie klucze i aliasy z tej listy oraz to, co ostatnio wpisano na pierwszej stronie? Aliasy działają dalej, ale dotrzesz do nich tylko kluczami i linkami, które przechowujesz gdzie indziej.',
    forgetGone: 'Zapomnij te, które zniknęły',
    export: 'Eksportuj',
    import: 'Importuj',
    imported: 'Zaimportowano: {n}.',
    forgotten: 'Zapomniano: {n}.',
    restored: 'Przywrócono na listę: {n}.',
    undo: 'Cofnij',
    importFailed: 'Ten plik nie jest eksportem tej listy.',
  },

  key: {
    title: 'Twój klucz',
    kicker: 'Klucz',
    lead: (target) => html`Tworzy aliasy dla ${target} i zarządza tymi, które nim utworzono.`,
    unconfirmed:
      'Z jego adresu nie przyszła jeszcze zgoda. Otwórz w ciągu 24 godzin wiadomość, którą tam wysłaliśmy; bez odpowiedzi klucz i jego aliasy znikną.',
    quick: 'Nowy alias',
    saved: 'Zapisano.',
    here: 'W tej przeglądarce',
    kept: 'Ta przeglądarka pamięta klucz.',
    unkept: 'Ta przeglądarka jeszcze nie pamięta klucza.',
    remember: 'Zapamiętaj',
    forget: 'Zapomnij tutaj',
    noScript:
      'Skrypty są wyłączone, więc ta przeglądarka nie może zapamiętać klucza. Przechowuj go tam, gdzie hasła.',
    elsewhere: 'Na innym urządzeniu',
    elsewhereHint:
      'Zeskanuj to albo otwórz tam link. Jest tak samo tajny jak hasło: kto go ma, może tworzyć dla Ciebie aliasy, przeglądać je i kończyć.',
    qr: 'Kod QR linku z kluczem',
    preset: 'Co dostają nowe aliasy',
    presetHint: 'Gdy program, menedżer haseł lub przycisk powyżej nie żąda niczego innego.',
    label: 'Nazwa klucza',
    labelHint: 'Widzisz ją tylko Ty; na przykład „telefon”.',
    uses: 'Wiadomości',
    time: 'Czas',
    none: 'Puste pole: bez własnego limitu.',
    revoke: 'Zakończ klucz',
    revokeHint: 'Jeśli może go mieć ktoś inny albo nie jest Ci już potrzebny.',
    revokeAsk: 'Zakończ…',
    revokeTitle: 'Zakończyć ten klucz?',
    revokeLead:
      'Potem nikt nie będzie mógł go używać i nie da się go przywrócić. Jego aliasy mogą działać dalej we własnych limitach albo skończyć się razem z nim, natychmiast i na zawsze.',
    revokeKeep: 'Zakończ klucz, zachowaj jego aliasy',
    revokeAll: 'Zakończ klucz i wszystkie jego aliasy',
    revokeNot: 'Zachowaj',
    revoked: 'Klucz został zakończony',
    revokedKeep:
      'Jego aliasy działają dalej aż do własnych limitów. Prowadzą do nich ich linki, a klucz już nie.',
    revokedAll: 'Jego aliasy skończyły się razem z nim.',
    open: 'Otwórz klucz',
    openHint:
      'Klucz zaczyna się od „mayfly”. Nigdy nie jest wysyłany sam z siebie: wklej tu klucz albo link, który go zawiera.',
    openDo: 'Otwórz',
    unknown: 'Ten klucz jest nieznany, zakończony lub niepełny.',
    needed: 'Tutaj alias wymaga klucza; daje go operator tej usługi.',
    full: 'Ten klucz ma już tyle aktywnych aliasów, ile może mieć. Najpierw zakończ kilka z nich.',
  },

  how: {
    title: 'Jak to działa',
    lead: 'Jętka żyje jeden dzień, robi swoje i znika. Alias też.',
    life: [
      ['Utworzony', 'Mówisz, dokąd ma trafiać poczta i jak długo alias ma działać. Nie potrzebujesz konta.'],
      ['Podany dalej', 'Wpisujesz go w formularzu, który chce Twojego adresu. Wygląda jak każdy inny.'],
      [
        'W locie',
        'Każda wiadomość przechodzi prosto do Ciebie. Liczy się, gdy przyjmie ją Twój własny dostawca poczty.',
      ],
      ['Ostatni lot', 'Nadchodzi ostatnia wiadomość albo mija czas.'],
      ['Zniknął', 'Każdy późniejszy nadawca dowiaduje się, że takiego adresu nie ma. Na zawsze.'],
    ],
    lifeTitle: 'Życie aliasu',
    why: 'Pytania',
    questions: [
      [
        'Czy poczta może zaginąć?',
        'Nie. Mówimy nadawcy, że wiadomość została przyjęta, dopiero gdy powie to Twój własny serwer pocztowy. Jeśli jest niedostępny, nadawca dostaje odpowiedź, by spróbować później, i to robi.',
      ],
      [
        'A jeśli ktoś spróbuje go wyczerpać?',
        'Liczy się tylko wiadomość, którą Ci dostarczono. Sondowanie, przerwane połączenia i odrzucone próby nic nie kosztują.',
      ],
      [
        'Czy mój adres pozostanie ukryty, gdy odpowiem?',
        'Nie. Poczta przychodzi przez alias, ale to, co wysyłasz, wychodzi z Twojego prawdziwego adresu i go pokazuje.',
      ],
      [
        'Czy mój adres wycieknie w zwrotce o niedoręczeniu?',
        'Nie. Cokolwiek powie Twój serwer pocztowy, nadawcy dostają nasze własne słowa. W żadnych nie ma Twojego adresu.',
      ],
      [
        'Czy mogę sortować pocztę według aliasu?',
        'Dodaj plus i cokolwiek: poczta na nazwa+sklep@ trafia do tego samego aliasu co nazwa@.',
      ],
      [
        'Co, jeśli zgubię klucz i link?',
        'Aliasu nie da się już wtedy zmienić. Wygaśnie jednak tak, jak ustalono.',
      ],
    ],
  },

  privacy: {
    title: 'Prywatność',
    lead: 'Co wie ta usługa, gdzie i jak długo.',
    what: 'Co',
    where: 'Gdzie i jak',
    until: 'Do kiedy',
    kept: [
      [
        'Twój prawdziwy adres i Twoja etykieta',
        'W naszej bazie danych, zaszyfrowane kluczem utworzonym z sekretu serwera i samego aliasu. Alias nie jest nigdzie zapisany, więc skradziona baza nie zdradza ani adresu, ani etykiety.',
        'Alias wygasa; w ciągu dwóch godzin potem',
      ],
      [
        'Limity, liczniki i czasy aliasu',
        'W naszej bazie danych, w postaci czytelnej, pod odciskiem aliasu (skrótem z kluczem): serwer tworzy go swoim sekretem i nikt nie może odtworzyć z niego aliasu.',
        'Alias wygasa; w ciągu dwóch godzin potem',
      ],
      [
        'Wiadomość w drodze',
        'Jej nadawca, rozmiar i nagłówek zostawiają taki odcisk, dopóki nie jest pewne, czy przyjął ją Twój serwer pocztowy.',
        'Jest to pewne; najwyżej pięć dni',
      ],
      [
        'To, że nazwa była używana',
        'Taki odcisk i nic więcej, żeby nikt nie dostał Twojego wygasłego aliasu.',
        'Na zawsze',
      ],
      [
        'Jak skończył się alias',
        'Kiedy, przez kogo lub przez co, ile wiadomości przez niego przeszło, oraz skrót ostatniej części jego linku: dla tego, kto ma link.',
        'Trzydzieści dni po jego końcu',
      ],
      [
        'Link do zarządzania aliasem',
        'Tylko skrót jego ostatniej części.',
        'Trzydzieści dni po wygaśnięciu aliasu',
      ],
      [
        'Klucz',
        'Twój prawdziwy adres, nazwa klucza i lista jego aliasów, zaszyfrowane samym kluczem, którego nie przechowujemy: bez niego ani my, ani złodziej nie powie, do kogo należy.',
        'Kończysz go albo nie używasz go przez 400 dni',
      ],
      ['Link w każdej wiadomości', 'Nigdzie: jest obliczany z aliasu i sekretu serwera.', 'Alias wygasa'],
      [
        'Kto dowie się, że wiadomości nie doręczono',
        'Zwykle nigdzie: jest to zapisane w ścieżce zwrotnej wiadomości, którą widzi Twój serwer pocztowy. Co się w niej nie mieści, jest w naszej bazie danych, zaszyfrowane kluczem, który daje tylko ta ścieżka zwrotna.',
        'Dziesięć dni po wiadomości',
      ],
      [
        'To, że zapytano Cię o zgodę na przekazywanie poczty',
        'W naszej bazie danych: czego dotyczy pytanie, zaszyfrowane kluczem, który daje tylko jego link; oraz kiedy je wysłano, pod odciskiem Twojego adresu.',
        'Miesiąc; jeden dzień',
      ],
      [
        'Kiedy wysłano do Ciebie wiadomość próbną',
        'W naszej bazie danych, pod odciskiem Twojego adresu.',
        'Jeden dzień',
      ],
      [
        'To, że nie chcesz nigdy takich pytań',
        'W naszej bazie danych, jako odcisk Twojego adresu.',
        'Na zawsze lub do cofnięcia przez operatora',
      ],
      [
        'Co zablokował operator',
        'W naszej bazie danych: prawdziwy adres jako taki odcisk; domeny i adresy sieciowe bez zmian.',
        'Operator to cofa',
      ],
      [
        'Poczta',
        'Przechodzi przez pamięć operacyjną w chwili nadejścia. Nigdy nie trafia na dysk.',
        'Została przekazana',
      ],
      [
        'Kiedy nadeszły wiadomości i jak się to skończyło',
        'Tylko w pamięci operacyjnej, na potrzeby wykresu na stronie aliasu.',
        'Usługa uruchamia się ponownie lub wypierają je nowsze',
      ],
      [
        'Adresy sieciowe odwiedzających i serwerów wysyłających oraz podane prawdziwe adresy',
        'Tylko w pamięci operacyjnej, żeby ograniczyć, o ile każdy może poprosić w pewnym czasie.',
        'Ten czas mija; najwyżej godzina, jeśli nie ustawiono inaczej',
      ],
      [
        'Wiersze dziennika',
        'Jaki rodzaj żądania, jak się skończyło, ile trwało. Bez aliasu, prawdziwego adresu, nadawcy, tematu i linku.',
        'Jak długo operator przechowuje dzienniki',
      ],
      [
        'Klucze i linki aliasów oraz to, co ostatnio wpisano na pierwszej stronie, także Twój prawdziwy adres',
        'W pamięci Twojej własnej przeglądarki, chyba że wybierzesz inaczej. Klucze i linki trafiają do nas, gdy ich używasz, i nie są przechowywane.',
        'Wybierasz tam „Zapomnij wszystko”',
      ],
      [
        'Pierwsza strona w takiej postaci, w jakiej ją wysłano, jeśli coś w niej było nie tak, a skrypty są wyłączone',
        'W pamięci podręcznej Twojej przeglądarki, aby przycisk Wstecz pokazał ją bez ponownego wysyłania.',
        'Przeglądarka wyczyści pamięć podręczną',
      ],
      [
        'Strona z informacją o braku połączenia',
        'W Twojej przeglądarce, gdy ta strona jest zainstalowana. Żadna inna strona nie jest tam przechowywana.',
        'Usuwasz zainstalowaną stronę',
      ],
    ],
    not: 'Czego nie ma',
    nots: [
      'Nie ma kont, plików cookie, analityki ani niczego, co byłoby wczytywane od kogokolwiek innego.',
      'Nie ma kopii Twojej poczty, nawet przez chwilę na dysku.',
      'Nie ma sposobu, by wypisać aliasy danej osoby: ani dla nas, ani dla złodzieja.',
    ],
    others: 'Co widzą inni',
    othersHint:
      'Twój serwer pocztowy widzi, kto do Ciebie pisze, jak zawsze. Operator tej usługi mógłby czytać pocztę w chwili, gdy przez nią przechodzi, jak na każdym serwerze pocztowym po drodze: wybierz usługę, której ufasz, albo prowadź własną. Jeśli operator korzysta z list źródeł spamu, poznają one adres sieciowy każdego serwera, który wysyła tu pocztę, i każdego, kto tworzy alias.',
  },

  api: {
    title: 'API',
    lead: (link) =>
      html`Wszystko, co robią te strony, może zrobić program. Umową jest ${link('dokument OpenAPI')}; z niego powstała ta strona, w jego języku.`,
    start: 'W jedną minutę',
    startHint: 'Wklejaj do powłoki wiersz po wierszu.',
    calls: 'Wywołania',
    body: 'Treść',
    field: 'Pole',
    type: 'Typ',
    meaning: 'Znaczenie',
    required: 'wymagane',
    answers: 'Odpowiedzi',
    token: 'Wymaga tokena aliasu lub klucza, którym go utworzono: Authorization: Bearer TOKEN.',
    key: 'Wymaga klucza: Authorization: Bearer KEY.',
    errors:
      'Błędy mają postać application/problem+json (RFC 9457). Nieznany alias, wygasły alias i zły token dostają to samo 404.',
  },

  problems: {
    title: 'Problemy API',
    lead: 'Typ problemu prowadzi tu do jego wyjaśnienia. Wyjaśnienia są po angielsku.',
    codes: 'Kody błędów',
    codesLead: 'Każdy błąd problemu ma pole, kod i te słowa dla ludzi, wraz z obowiązującymi limitami.',
  },

  managers: {
    title: 'W menedżerze haseł',
    lead: 'Menedżery haseł potrafią utworzyć alias tam, gdzie wpisujesz adres. Znają addy.io i SimpleLogin, a ten serwer rozumie to, co one: wybierz jedną z tych usług i podaj ten serwer oraz jego klucz.',
    picture: 'Formularz z czterema polami: usługa, serwer, klucz i domena, wypełniony jak poniżej',
    values: 'Co wpisać',
    service: 'Usługa',
    server: 'Serwer',
    key: 'Klucz',
    domain: 'Domena',
    copyServer: 'Kopiuj serwer',
    copyDomain: 'Kopiuj domenę',
    keyHint:
      'Wpisz go tam, gdzie potrzebny jest klucz API. Dostajesz go z pierwszym aliasem albo od operatora tej usługi. Zawiera Twój adres i limity nowych aliasów: kto go ma, tworzy aliasy dla Ciebie.',
    clients: [
      {
        id: 'bitwarden',
        name: 'Bitwarden i Vaultwarden',
        steps: [
          'Otwórz Generator, potem Nazwa użytkownika i wybierz Alias przekierowania.',
          'Usługa: addy.io. (SimpleLogin też działa i nie pyta o domenę.)',
          'Klucz API: Twój klucz.',
          'Domena adresu e-mail: domena podana powyżej.',
          'Adres URL własnego serwera: serwer podany powyżej. Potem wygeneruj.',
        ],
        hint: 'W sejfie internetowym jego serwer musi dopuszczać ten serwer: w Vaultwarden przez ALLOWED_CONNECT_SRC.',
      },
      {
        id: 'keyguard',
        name: 'Keyguard',
        steps: [
          'Otwórz generator, a w nim usługi przekazywania poczty.',
          'Dodaj nową i wybierz addy.io.',
          'Klucz API: Twój klucz.',
          'Domena: domena podana powyżej.',
          'Adres URL serwera: serwer podany powyżej. Potem wybierz tę usługę w generatorze.',
        ],
      },
      {
        id: 'addy',
        name: 'Rozszerzenie addy.io',
        steps: [
          'Zainstaluj je, otwórz i wybierz zmianę instancji.',
          'Instancja: serwer podany powyżej.',
          'Token API: Twój klucz.',
          'Utwórz alias jego przyciskiem, skrótem klawiszowym lub menu kontekstowym.',
          'Rozszerzenie także wyświetla, wyszukuje, wstrzymuje i usuwa to, co utworzono tym kluczem.',
        ],
      },
      {
        id: 'simplelogin',
        name: 'Rozszerzenie SimpleLogin',
        steps: [
          'Zainstaluj je, otwórz i wybierz ustawienia własnego serwera.',
          'Adres URL API: serwer podany powyżej.',
          'Wybierz logowanie kluczem API i wpisz swój klucz.',
          'Utwórz alias z własną nazwą albo losowy.',
          'Rozszerzenie także wyświetla, wyszukuje, wstrzymuje i usuwa to, co utworzono tym kluczem.',
        ],
      },
    ],
    phone: 'Na telefonie, bez menedżera haseł',
    phoneSteps: [
      'W menu przeglądarki zainstaluj tę stronę: Dodaj do ekranu głównego.',
      'Przy formularzu sklepu otwórz menu przeglądarki i wybierz Udostępnij, a potem Mayfly.',
      'Otworzy się formularz tej strony z nazwą sklepu jako etykietą. Nic nie zostanie utworzone ani zachowane, dopóki nie naciśniesz przycisku.',
      'Skopiuj alias i wróć.',
    ],
    phoneHint:
      'Udostępnianie zainstalowanej stronie działa w przeglądarkach Chromium na Androidzie, ale nie na iPhone’ach.',
    limits: 'Inne limity niż te z klucza',
    limitsHint:
      'W polu domeny wpisz je przed nią: liczbę wiadomości (x), godzin (h), dni (d) lub tygodni (w) albo liczbę wiadomości i czas.',
    examples: [
      ['3x', 'wygasa po 3 wiadomościach'],
      ['7d', 'wygasa po 7 dniach'],
      ['3x.7d', 'wygasa po 3 wiadomościach, a najpóźniej po 7 dniach'],
    ],
    differences: 'Co jest tu inaczej',
    different: [
      'Usunięte znika na zawsze: żaden adres nie zostanie nigdy przydzielony ponownie. Jeśli coś może się jeszcze przydać, tylko to wstrzymaj.',
      'Alias, którego limit się wyczerpał, sam znika z list.',
      'Przez alias nie można odpowiadać.',
      'Nie ma kont ani haseł: loguj się kluczem.',
    ],
  },

  operators: {
    title: 'Dla operatorów',
    lead: 'Mayfly to jeden program, bez niczego obok. Prowadź go dla siebie, rodziny lub firmy.',
    steps: [
      [
        'Skieruj na niego domenę',
        'Rekord MX dla domeny aliasów, nazwa hosta ze zgodnym odwrotnym DNS, otwarty port 25.',
      ],
      ['Powiedz, dokąd idzie poczta', 'Smarthost, który przyjmuje pocztę dla Twoich ludzi: MAYFLY_NEXT_HOP.'],
      [
        'Włącz TLS',
        'Z MAYFLY_ACME i MAYFLY_HTTPS_LISTEN sam uzyskuje certyfikaty, dla strony i dla poczty. Albo odwrotne proxy dla strony, a dla STARTTLS MAYFLY_TLS_CERT i MAYFLY_TLS_KEY.',
      ],
      [
        'Obserwuj go',
        'Oznaki życia pod /healthz, gotowość pod /readyz, jeden wiersz dziennika JSON na każde zdarzenie.',
      ],
      [
        'Twórz kopie zapasowe',
        'Magazynu i sekretu, oddzielnie od siebie. Bez sekretu magazyn nie zdradza nic i nikomu.',
      ],
    ],
    example: 'Przykład',
    limits: 'Limity tej usługi',
    maxUses: 'Wiadomości jednego aliasu, najwyżej',
    maxTime: 'Czas życia jednego aliasu, najwyżej',
    domains: 'Domeny',
    none: 'bez limitu',
    abuse: 'Kto prowadzi tę usługę i gdzie zgłaszać nadużycia',
  },
  proof: {
    working:
      'Chwileczkę: Twoja przeglądarka oblicza coś dla tej usługi, żeby nikt nie mógł prosić o tysiące naraz.',
    failed: 'Nie udało się teraz połączyć z usługą. Spróbuj ponownie.',
    insecure:
      'Twoja przeglądarka wykonuje potrzebne obliczenia tylko przy szyfrowanym połączeniu. Otwórz tę stronę przez https://.',
    missing:
      'Jeszcze nic nie utworzono. By powstrzymać masowe żądania, Twoja przeglądarka musi przez sekundę liczyć, a do tego potrzebny jest JavaScript. Włącz go dla tej strony i wyślij formularz jeszcze raz albo poproś operatora o klucz.',
    refused:
      'Wynik obliczeń Twojej przeglądarki przyszedł za późno albo dwa razy. Wyślij formularz jeszcze raz.',
    needsScript:
      'By utworzyć tu alias, Twoja przeglądarka musi przez sekundę liczyć, żeby nikt nie mógł prosić o tysiące naraz. Do tego potrzebny jest JavaScript: włącz go dla tej strony albo poproś operatora o klucz.',
  },
  operator: {
    title: 'Kto prowadzi tę usługę',
    runBy: (name) => `Operator tej usługi: ${name}.`,
    nameless: (domain) => `To jest Mayfly w domenie ${domain}. Operator nie podał tu nazwy.`,
    abuse: 'Zgłoś nadużycie',
    report: (contact) =>
      html`Adres tej usługi posłużył, by Cię oszukać, albo jakaś wiadomość twierdzi, że pochodzi stąd? Napisz na adres ${contact}.`,
    reportHints: [
      'Podaj adres w tej usłudze: dzięki temu operator może go sprawdzić i zakończyć.',
      'Wyślij samą wiadomość jako załącznik, z całym nagłówkiem. Bez niego nikt nie powie, jaką drogą przyszła.',
      'Do kogo należy adres, usługa nie mówi także operatorowi: cel przekazywania jest zaszyfrowany, a wiadomości nie są przechowywane.',
    ],
    noContact:
      'Nie ustawiono tu adresu do zgłoszeń. Zapytaj tego, do kogo należy adres sieciowy; mówią o tym internetowe rejestry adresów.',
    unwanted: 'Dostajesz niechcianą pocztę',
    unwantedHint:
      'Jeśli poczta dociera do Ciebie przez adres tej usługi, w wierszu Mayfly-Stop jej nagłówka jest link, który zatrzymuje ten adres. Możesz też poprosić operatora, by na stałe zablokował Twój własny adres: wtedy nic więcej nie będzie na niego przekazywane, ktokolwiek o to poprosi.',
    refused: 'Twoja poczta jest tu odrzucana',
    refusedHint:
      'Odmowa 550 5.1.1 mówi, że adresu już na zawsze nie ma i że tak chciał ten, kto Ci go podał. Każda inna odmowa mówi w tym samym wierszu, o co chodzi. Operator usługi czyta to, co przychodzi na postmaster w jej domenie.',
  },

  errors: {
    home: 'Wróć na pierwszą stronę',
    noQuestion: [
      'Nie ma takiego pytania',
      'Link jest niepełny albo ma więcej niż miesiąc. Otwórz go ponownie z wiadomości albo skopiuj w całości.',
    ],
    noAlias: ['Nie ma takiego aliasu', 'Nigdy nie istniał, zniknął na zawsze albo to nie jest jego link.'],
    foreign: [
      'To przyszło z innej strony',
      'Formularze są przyjmowane tylko z tych stron. Nic nie zostało zmienione. Przejdź na właściwą stronę i spróbuj ponownie.',
    ],
    away: 'Nie można połączyć się z usługą. Nic nie zostało zmienione. Spróbuj ponownie za chwilę.',
    tooMany: (wait) =>
      `Zbyt wiele aliasów w krótkim czasie. Spróbuj ponownie później; czas oczekiwania: ${wait}.`,
    tooManyOfKey: (wait) =>
      `Tym kluczem utworzono dziś tyle aliasów, ile wolno. Spróbuj ponownie później; czas oczekiwania: ${wait}.`,
    byStatus: {
      400: [
        'Nie dało się tego odczytać',
        'Formularz dotarł uszkodzony. Nic nie zostało zmienione. Wróć i spróbuj ponownie.',
      ],
      403: [
        'Nie z tego adresu',
        'Twój adres sieciowy jest na liście źródeł spamu albo zablokował go operator. Poproś tam o usunięcie, napisz do operatora albo połącz się z innej sieci.',
      ],
      404: ['Tu nic nie ma', 'Pod tym adresem nie ma żadnej strony.'],
      405: ['Nie w ten sposób', 'Ten adres przyjmuje inny rodzaj żądania. Nic nie zostało zmienione.'],
      408: ['Za wolno', 'Żądanie docierało zbyt długo. Spróbuj ponownie.'],
      412: [
        'Zmieniono w międzyczasie',
        'To nie jest już to, co było tu wcześniej widać. Nic nie zostało zmienione.',
      ],
      413: ['Za dużo', 'To więcej, niż mieści nasz formularz (16 KiB). Nic nie zostało zmienione.'],
      415: [
        'To nie formularz',
        'Ten adres przyjmuje to, co wysyłają formularze tych stron. Nic nie zostało zmienione.',
      ],
      421: [
        'Inna nazwa',
        'Ta usługa nie jest znana pod nazwą hosta z tego adresu. Nic nie zostało zmienione.',
      ],
      429: [
        'Zbyt wiele zmian',
        'W krótkim czasie zmieniono zbyt wiele. Teraz nic nie zostało zmienione. Spróbuj ponownie za minutę.',
      ],
      500: ['Coś się tu zepsuło', 'To nasza wina, nie Twoja. Spróbuj ponownie za chwilę.'],
      503: [
        'Nie teraz',
        'Usługa nie może w tej chwili odpowiedzieć. Nic nie zostało zmienione. Spróbuj ponownie za chwilę.',
      ],
    },
    other: ['To się nie udało', 'Nic nie zostało zmienione. Wróć i spróbuj ponownie.'],
  },

  clients: {
    badKey: ['Nieznany klucz', 'Klucz jest niepełny albo został unieważniony.'],
    badBody: ['Błędne żądanie', 'Żądanie nie jest obiektem JSON.'],
    noAlias: ['Nie ma takiego aliasu', 'Alias zniknął na zawsze albo utworzono go innym kluczem.'],
    sameId: [
      'Dwa aliasy z jednym numerem',
      'Dwa aliasy tego klucza mają tu ten sam numer. Tym aliasem zarządzaj na stronie.',
    ],
    noRestore: [
      'Zniknął na zawsze',
      'Aliasu, który zniknął, nie można przywrócić: jego adres nigdy nie zostanie użyty ponownie.',
    ],
    noReplies: [
      'Tu nie odpowiada się przez alias',
      'Poczta przechodzi przez alias w jednym kierunku. Odpowiedź wyszłaby z Twojego prawdziwego adresu.',
    ],
    noPasswords: [
      'Wpisz klucz tego serwera jako klucz API',
      'Ten serwer nie ma kont ani haseł. Użyj jego klucza tam, gdzie potrzebny jest klucz API.',
    ],
    unconfirmed: [
      'Jeszcze bez zgody',
      'Właściciel skrzynki jeszcze nie wyraził zgody. Pytanie czeka w tej skrzynce.',
    ],
    fullKey: [
      'Zbyt wiele aktywnych aliasów',
      'Ten klucz ma największą dozwoloną liczbę aktywnych aliasów. Usuń jeden albo poczekaj, aż któryś wygaśnie.',
    ],
    noLimits: (domain) => [
      'Klucz nie ustala limitów',
      `Klucz nie mówi ani dla ilu wiadomości, ani na jak długo. Ustaw to w kluczu${domain === undefined ? '' : ` albo wpisz przed domeną: 3x.7d@${domain}`}.`,
    ],
    badDomain: (domain) => [
      'To nie domena',
      `Wpisz domenę albo limity i domenę: 3x.7d@${domain} to 3 wiadomości i 7 dni. Godziny to h, dni d, tygodnie w.`,
    ],
    badSuffix: ['Nieznana końcówka', 'Ta końcówka nazwy nie pochodzi od nas. Wybierz ją ponownie.'],
    invalid: 'To niemożliwe',
    tooMany: (wait) => [
      'Zbyt wiele żądań',
      `Zbyt wiele żądań w krótkim czasie. Spróbuj ponownie później; czas oczekiwania: ${wait}.`,
    ],
  },

  sandbox: {
    title: 'Piaskownica',
    lead: 'Wersja próbna: wiadomości kończą tutaj, w pamięci operacyjnej, i nigdzie dalej nie idą. Widzi je tylko ten komputer.',
    leadPublic:
      'Wersja próbna: wiadomości kończą tutaj, w pamięci operacyjnej, i nigdzie dalej nie idą. Może je przeczytać każdy, kto ma dostęp do tej strony.',
    none: 'Nic nie nadeszło.',
    noneHint: 'Wyślij wiadomość na jeden ze swoich aliasów, a sama się tu pojawi.',
    from: 'Od',
    to: 'Do',
    at: 'Odebrano',
    size: (octets) => `Bajty: ${octets}`,
    through: 'Przez',
    bounce: '<> (zwrotka)',
    html: 'Jako HTML',
    htmlHint: 'Pokazane bez skryptów, formularzy i obrazów z zewnątrz; linki nigdzie nie prowadzą.',
    noSubject: '(bez tematu)',
    noText: 'W tej wiadomości nie ma ani zwykłego tekstu, ani HTML. Jej źródło jest poniżej.',
    download: 'Pobierz',
    header: 'Nagłówek',
    source: 'Źródło',
    cut: 'Zbyt długie, by pokazać w całości.',
    cutKept: 'Zbyt długie, by przechować w całości.',
  },

  faultTexts: plFaults,
  fault: (fault) => formatFault(plFaults, fault),
  faults: {
    target: 'Wpisz adres, na który ma trafiać Twoja poczta.',
    span: 'To musi być liczba większa od 0.',
    endless:
      'Tego nie można połączyć z „dowolną liczbą wiadomości”: adres musi mieć koniec. Wybierz czas albo liczbę.',
    name: 'Wpisz wybraną nazwę albo wybierz inny rodzaj.',
  },
};
