// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import { formatFault } from '../../alias/fault.ts';
import type { Messages } from './en.ts';
import { ptFaults } from './faults-pt.ts';

function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('pt')} ${n === 1 ? one : many}`;
}

/** Every word of the website, in Portuguese, in words that Europe and Brazil share. */
export const pt: Messages = {
  name: 'Português',
  tagline: 'Endereços de e-mail que se autodestroem',
  skip: 'Ir para o conteúdo',
  faulty: 'Erro',
  menu: {
    label: 'Menu principal',
    make: 'Novo alias',
    mine: 'Os meus aliases',
    how: 'Como funciona',
    api: 'API',
  },
  foot: {
    label: 'Mais',
    managers: 'No seu gestor de senhas',
    privacy: 'Privacidade',
    operator: 'Responsável e abusos',
    operators: 'Para administradores',
    language: 'Idioma',
    source: 'Sem contas, sem cookies, sem rastreadores.',
  },
  sandboxNote: (link) =>
    html`Isto é um teste: as mensagens não vão além da ${link('sandbox')} neste computador.`,
  publicSandboxNote: (link) =>
    html`Isto é um teste: as mensagens não vão além da ${link('sandbox')}, onde qualquer pessoa que chegue a esta página as pode ler.`,
  utc: 'UTC',
  messages: (n) => count(n, 'mensagem', 'mensagens'),
  duration: {
    day: (n) => count(n, 'dia', 'dias'),
    hour: (n) => count(n, 'hora', 'horas'),
    minute: (n) => count(n, 'minuto', 'minutos'),
  },
  and: (first, second) => `${first} e ${second}`,
  copy: { address: 'Copiar o endereço', link: 'Copiar o link', key: 'Copiar a chave' },
  copied: 'Copiado',

  make: {
    title: 'Um endereço que morre no seu lugar',
    lead: 'Um alias é um endereço de e-mail para dar no lugar do verdadeiro. Os e-mails enviados para ele são-lhe entregues até se esgotarem as mensagens ou o tempo. Depois, acaba para sempre.',
    target: 'O seu endereço verdadeiro',
    targetHint: 'Os e-mails são encaminhados para ele. Quem os envia não o vê.',
    didYouMean: (meant) => `Queria escrever ${meant}?`,
    useMeant: (meant) => `Sim, usar ${meant}`,
    asIs: (written) => html`Se ${written} está certo, crie o alias tal como está.`,
    goesTo: 'Os e-mails vão para',
    elsewhere: 'outro endereço',
    key: 'A sua chave',
    keyHint: 'Começa por “mayfly”. Foi dada por quem mantém este serviço.',
    remember: 'Lembrar neste navegador',
    rememberHint:
      'Só num dispositivo seu: quem usar este navegador poderá criar aliases em seu nome, vê-los e eliminá-los.',
    uses: 'Expira após',
    time: 'E o mais tardar após',
    anyUses: (cap) =>
      cap === null ? 'qualquer número de mensagens' : `no máximo ${count(cap, 'mensagem', 'mensagens')}`,
    anyTime: (days) => (days === null ? 'sem limite de tempo' : `no máximo ${count(days, 'dia', 'dias')}`),
    other: 'Outro',
    otherUses: 'Número de mensagens',
    otherTime: 'Quanto tempo',
    unit: 'Unidade',
    units: { hours: 'horas', days: 'dias', weeks: 'semanas' },
    more: 'Etiqueta e nome',
    note: 'Etiqueta',
    noteHint: 'Só visível para si: por exemplo, a quem deu o endereço.',
    style: 'Nome',
    random: 'Aleatório',
    randomHint: 'impossível de adivinhar',
    words: 'Palavras',
    wordsHint: 'fácil de dizer em voz alta',
    own: 'À minha escolha',
    ownName: 'Nome antes do @',
    domain: 'Domínio',
    submit: 'Criar o alias',
    promise: 'Expira quando se esgota o primeiro dos dois.',
    promiseBoth: 'Expira após {uses} ou, o mais tardar, em {when}.',
    messageForms: { one: '1 mensagem', other: '{n} mensagens' },
    faults: 'Ainda há algo a corrigir.',
    facts: [
      [
        'Acabou, acabou',
        'Um alias que expirou recusa qualquer remetente e nunca é atribuído a mais ninguém.',
      ],
      ['Nada se perde', 'Uma mensagem só conta quando o seu provedor de e-mail a aceitou.'],
      ['Nada fica guardado', 'Os e-mails passam enquanto chegam. Nunca são armazenados.'],
    ],
  },

  made: {
    title: 'O seu alias está pronto',
    titleAsked: 'Falta um passo: dê o seu consentimento',
    address: 'Dê este endereço',
    qr: 'Código QR do endereço',
    takes: 'Os e-mails para ele chegam a',
    onceAgreed: ', assim que der o seu consentimento.',
    after: (uses) => `Expira após ${uses}`,
    on: 'o mais tardar, em',
    or: ' ou,',
    first: '.',
    link: 'O seu link para ele',
    key: 'A sua chave',
    keyHint:
      'Com ela pode criar mais aliases para o mesmo endereço, e ver e alterar todos eles; em outro navegador, cole-a em “Os meus aliases”. Guarde-a onde guarda as senhas: quem a tiver pode fazer tudo isto.',
    keyKnown: 'Criado com a sua chave',
    keyKnownHint: 'Está em “Os meus aliases” em qualquer navegador que tenha a chave.',
    keyKept: 'Este navegador lembra-se dela: o próximo alias fica a um clique.',
    asked: (target) => html`Enviamos uma pergunta a ${target}`,
    askedHint:
      'Já pode dar o alias. Abra a mensagem que enviamos para a sua caixa de correio e dê o seu consentimento: a partir daí os e-mails chegam. Esta página muda sozinha nesse momento. Se não houver mensagem, procure na pasta de spam.',
    askedLate:
      'Até lá, é dito aos remetentes que tentem mais tarde, o que os seus servidores de e-mail fazem sozinhos. Sem resposta no prazo de 24 horas, o alias deixa de existir.',
    askedInVain:
      'Ninguém deu o consentimento no prazo de 24 horas, ou o alias foi eliminado. Nenhum e-mail passou por ele.',
    alone: 'Um link só para este alias',
    aloneHint: 'Quem o tiver pode ver e alterar este alias, e nenhum outro.',
    manage: 'Ver e alterar o alias',
    again: 'Mais um igual a este',
    different: 'Um diferente',
    bookmark: 'Mais rápido da próxima vez',
    bookmarkHint:
      'Arraste isto para os favoritos. Em qualquer site, abre um novo alias que tem o nome desse site como etiqueta.',
    bookmarklet: 'Novo alias Mayfly',
    bookmarkClicked: 'Arraste-o para a barra de favoritos; um clique aqui não faz nada.',
    sees: 'O que vê o outro lado',
    seesHint:
      'Quem escreve para o alias só vê o alias. Mas se responder, a sua resposta sai do seu endereço verdadeiro e mostra-o.',
  },

  manage: {
    title: (address) => `Alias ${address}`,
    kicker: 'O seu alias',
    left: 'Mensagens restantes',
    leftOf: (left, of) =>
      `${left === 1 ? 'Resta' : 'Restam'} ${left.toLocaleString('pt')} de ${count(of, 'mensagem', 'mensagens')}`,
    unlimited: 'Qualquer número de mensagens',
    delivered: (n) => `Até agora, ${count(n, 'mensagem encaminhada', 'mensagens encaminhadas')}`,
    time: 'Tempo restante',
    timeLeft: (left) => `Ainda ${left}`,
    noEnd: 'Sem limite de tempo',
    dies: 'Expira em',
    notBefore: 'Recebe e-mails a partir de',
    paused: 'Em pausa: é dito aos remetentes que tentem mais tarde.',
    active: 'Ativo, recebe e-mails.',
    notYet: 'Ainda não é válido: é dito aos remetentes que tentem mais tarde.',
    live: 'Ao vivo',
    liveHint: 'esta página atualiza-se sozinha',
    refresh: 'Atualizar',
    target: 'Encaminha para',
    made: 'Criado em',
    note: 'Etiqueta',
    done: {
      paused: 'Em pausa.',
      resumed: 'Recebe e-mails de novo.',
      limits: 'Os limites foram alterados.',
      note: 'A etiqueta foi alterada.',
      target: 'A partir de agora, os e-mails vão para o novo endereço.',
    },
    pause: 'Pausar',
    pauseHint: 'É dito aos remetentes que tentem mais tarde; nada se gasta.',
    resume: 'Retomar',
    extend: 'Mais tempo',
    extendTo: (span) => `${span} a partir de agora`,
    limits: 'Alterar os limites',
    limitUses: 'Mensagens ainda a receber',
    limitTime: 'Tempo restante a partir de agora',
    unchanged: 'Deixe um campo vazio para o manter como está.',
    save: 'Guardar',
    relabel: 'Alterar a etiqueta',
    retarget: 'Alterar para onde vão os e-mails',
    newTarget: 'Novo endereço',
    newTargetHint:
      'O titular do novo endereço pode ter de dar primeiro o seu consentimento por e-mail; até lá, os e-mails continuam a chegar ao anterior.',
    newTargetAsIs: (written) => html`Se ${written} está certo, guarde-o tal como está.`,
    targetAsked: (target) =>
      html`Enviamos uma pergunta por e-mail a ${target}. Os e-mails passam a ir para lá assim que houver consentimento, no prazo de 24 horas; até lá, nada muda.`,
    destroy: 'Eliminar',
    destroyHint: 'De imediato e para sempre.',
    history: 'O que aconteceu',
    historyHint: (since) =>
      html`Quando chegou uma mensagem e como acabou, mas nada sobre quem ou o quê. Só na memória de trabalho, desde ${since}.`,
    historyNone: 'Ainda nada.',
    outcomes: {
      delivered: 'Entregue ao seu servidor de e-mail',
      refusedByNextHop: 'Recusada pelo seu servidor de e-mail; não conta',
      refusedByUs: 'Recusada por nós',
      bounced: 'Devolvida: o seu servidor de e-mail aceitou-a e depois não conseguiu entregá-la',
      inDoubt: 'Incerto: a conexão com o seu servidor de e-mail caiu no último momento',
    },
    open: 'A página de um alias',
    openHint:
      'A parte secreta do link fica depois do # e nunca é enviada sozinha. Cole aqui o link inteiro; está na barra de endereços.',
    openDo: 'Mostrar',
    goneForGood: 'Este alias acabou para sempre, e mais ninguém o terá.',
  },

  test: {
    send: 'Enviar-me uma mensagem de teste',
    hint: 'Chega pelo mesmo caminho que os e-mails encaminhados e não gasta nada.',
    outcomes: {
      accepted:
        'O seu servidor de e-mail aceitou a mensagem de teste. Se não estiver na caixa de entrada, procure na pasta de spam.',
      onItsWay:
        'A mensagem de teste está a caminho; o seu servidor de e-mail demora a responder. Se não chegar nada dentro de alguns minutos, procure na pasta de spam.',
      putOff:
        'Não foi possível contactar o seu servidor de e-mail, ou ele não aceitou agora a mensagem de teste. Os remetentes tentariam de novo sozinhos; tente também dentro de alguns minutos.',
      refused:
        'O seu servidor de e-mail recusou a mensagem de teste. Os e-mails para este alias também não lhe chegariam.',
      unsent:
        'Não foi enviada nenhuma mensagem de teste: por agora, o seu endereço já recebeu as que podia, ou não recebe nenhuma. Tente mais tarde.',
    },
    mail: {
      subject: 'Os e-mails para o seu alias chegam',
      body: ({ address, stopLink }) => [
        'Olá,',
        'esta é a mensagem de teste que foi pedida na página deste alias:',
        `    ${address}`,
        'Se a consegue ler, os e-mails para o alias chegam-lhe. Veio pelo mesmo caminho e não gastou nenhuma das mensagens do alias.',
        'Se não a pediu, outra pessoa criou um alias que leva até si. Pode pará-lo nesta página:',
        `    ${stopLink}`,
        'Esta mensagem foi escrita por um programa, e ninguém lê as respostas.',
      ],
    },
  },

  destroy: {
    title: 'Eliminar este alias?',
    lead: (address) =>
      html`Depois disto, ninguém poderá enviar e-mails para ${address}. Não é possível recuperá-lo: nem a si nem a nós.`,
    yes: 'Eliminar para sempre',
    no: 'Manter',
  },

  confirm: {
    kicker: 'Uma pergunta sobre e-mails para si',
    agree: 'Sim, encaminhem-me os e-mails dele',
    never: 'Nunca mais me perguntem',
    neverHint:
      'Nesse caso, este serviço não lhe envia mais nenhuma pergunta destas, seja quem for que peça um alias do seu endereço.',
    states: {
      asked: [
        'Aceita que lhe sejam encaminhados e-mails?',
        'Alguém, provavelmente você, pediu um alias do seu endereço. Os e-mails para o alias só lhe são encaminhados se der o seu consentimento.',
      ],
      agreed: [
        'Deu o seu consentimento',
        'A partir de agora, os e-mails para o alias são-lhe encaminhados, até se esgotarem as mensagens ou o tempo. Em cada mensagem há um link que os faz parar.',
      ],
      never: [
        'Não lhe perguntaremos mais',
        'O seu endereço não receberá mais nenhuma pergunta destas. Aquilo a que já tinha dado o consentimento continua até que o faça parar. Se mais tarde quiser um alias, fale com quem mantém este serviço.',
      ],
      late: [
        'É tarde demais para responder',
        'Ninguém deu o consentimento no prazo de 24 horas, por isso nenhum e-mail lhe é encaminhado. Se o queria, faça um novo pedido.',
      ],
    },
  },

  question: {
    subject: (domain) => `Aceita que ${domain} lhe encaminhe e-mails?`,
    body: ({ domain, address, link }) => [
      'Olá,',
      `alguém, provavelmente você, pediu a ${domain} um alias deste endereço de e-mail: um endereço para dar no lugar deste, cujos e-mails lhe são encaminhados durante algum tempo.${address === undefined ? '' : ' É este:'}`,
      ...(address === undefined ? [] : [`    ${address}`]),
      'Nada é encaminhado sem o seu consentimento. Se o pedido foi seu, abra por favor esta página:',
      `    ${link}`,
      'Abri-la não muda nada. Tem dois botões: um para dar o consentimento, no prazo de 24 horas, e um para nunca mais receber esta pergunta.',
      'Se o pedido não foi seu, não precisa de fazer nada: sem resposta no prazo de 24 horas, o pedido fica sem efeito e nenhum e-mail lhe é encaminhado.',
      `Este é o único tipo de mensagem que ${domain} envia por iniciativa própria. Foi escrita por um programa, e ninguém lê as respostas.`,
    ],
  },

  stop: {
    kicker: 'O alias por onde passou uma mensagem',
    hint: 'Quem tiver este link pode fazer isto e mais nada. Deixa de funcionar quando o alias acabar.',
  },

  offline: {
    title: 'Sem conexão',
    lead: 'Não é possível chegar ao servidor a partir daqui. Se a sua conexão caiu, os seus aliases continuam a receber e-mails; se foi o servidor, os remetentes tentam de novo sozinhos.',
    again: 'Tentar de novo',
  },

  gone: {
    title: 'Acabou',
    lead: 'O alias foi eliminado. Só resta uma marca de que este nome foi usado, para que mais ninguém o tenha.',
    again: 'Criar um novo',
  },

  ended: {
    how: {
      usedUp: (when) => html`Esgotou-se em ${when}.`,
      expired: (when) => html`O seu tempo acabou em ${when}.`,
      destroyedByYou: (when) => html`Foi eliminado por si, ou por alguém com o seu link, em ${when}.`,
      destroyedByOwner: (when) => html`Foi eliminado pelo seu dono em ${when}.`,
      destroyedByLink: (when) => html`Foi eliminado com o link de uma mensagem em ${when}.`,
      destroyedByOperator: (when) => html`Foi eliminado por quem mantém este serviço em ${when}.`,
    },
    used: (used, max) =>
      `${used === 1 ? 'Passou' : 'Passaram'} por ele ${max === null ? count(used, 'mensagem', 'mensagens') : `${used.toLocaleString('pt')} de ${count(max, 'mensagem', 'mensagens')}`}.`,
    hint: (until) =>
      html`Mais ninguém terá este nome. O seu endereço e a sua etiqueta são apagados até duas horas depois do fim do alias; esta página fala dele até ${until}.`,
  },

  mine: {
    title: 'Os meus aliases',
    lead: 'O que foi criado com as chaves e os links de que este navegador se lembra. O próprio serviço não tem nenhuma lista: sem chave nem link, ninguém pode saber de quem é um alias.',
    noScript: 'O navegador guardaria chaves e links com um script, mas os scripts estão desativados.',
    held: 'Chaves e links',
    heldHint: 'Cole o que guardou quando criou um alias, um por linha.',
    show: 'Mostrar',
    fruitless: 'Nada disto é uma chave ou o link de um alias.',
    of: (name) => html`Para ${name}`,
    noneOfKey: 'Nenhum está ativo.',
    more: 'Mostrar mais',
    loose: 'Aliases avulsos',
    looseHint: 'Criados sem chave, ou conhecidos só pelo seu link.',
    deadKey:
      'Uma chave de que este navegador se lembra foi desativada, ou ficou tempo demais sem uso. Aos aliases criados com ela só se chega pelos seus próprios links.',
    none: 'Ainda nenhum.',
    make: 'Criar o primeiro',
    address: 'Alias',
    label: 'Etiqueta',
    state: 'Estado',
    ends: 'Expira em',
    actions: 'Ações',
    states: {
      active: (left) => `ativo, ainda ${left}`,
      unlimited: 'ativo',
      paused: 'em pausa',
      unconfirmed: 'à espera do consentimento do seu endereço',
      gone: 'acabou',
    },
    manage: 'Administrar',
    forget: 'Esquecer',
    forgetAll: 'Esquecer tudo',
    forgetAllSure:
      'Esquecer todas as chaves e todos os aliases desta lista, e o que preencheu por último na primeira página? Os aliases continuam ativos, mas só com as chaves e os links que tiver guardado em outro lugar se chega a eles.',
    forgetGone: 'Esquecer os que acabaram',
    export: 'Exportar',
    import: 'Importar',
    imported: 'Importados: {n}.',
    forgotten: 'Esquecidos: {n}.',
    restored: 'De volta à lista: {n}.',
    undo: 'Desfazer',
    importFailed: 'Isto não é uma exportação desta lista.',
  },

  key: {
    title: 'A sua chave',
    kicker: 'Chave',
    lead: (target) => html`Cria aliases para ${target} e administra os que criou.`,
    unconfirmed:
      'O endereço dela ainda não deu o consentimento. Abra a mensagem que enviamos para lá, no prazo de 24 horas; sem resposta, a chave e os seus aliases deixam de existir.',
    quick: 'Novo alias',
    saved: 'Guardado.',
    here: 'Neste navegador',
    kept: 'Este navegador lembra-se da chave.',
    unkept: 'Este navegador ainda não se lembra da chave.',
    remember: 'Lembrar',
    forget: 'Esquecer aqui',
    noScript:
      'Os scripts estão desativados, por isso este navegador não pode lembrar-se da chave. Guarde-a onde guarda as senhas.',
    elsewhere: 'Em outro dispositivo',
    elsewhereHint:
      'Leia o código com o telefone, ou abra lá o link. É tão secreto como uma senha: quem o tiver pode criar aliases em seu nome, vê-los e eliminá-los.',
    qr: 'Código QR do link com a chave',
    preset: 'Definições dos novos aliases',
    presetHint: 'Valem quando um programa, um gestor de senhas ou o botão acima não pede outra coisa.',
    label: 'Nome da chave',
    labelHint: 'Só visível para si, por exemplo “telefone”.',
    uses: 'Mensagens',
    time: 'Tempo',
    none: 'Vazio: sem limite próprio.',
    revoke: 'Desativar a chave',
    revokeHint: 'Se outra pessoa a puder ter, ou se já não precisar dela.',
    revokeAsk: 'Desativar…',
    revokeTitle: 'Desativar esta chave?',
    revokeLead:
      'Depois disto, ninguém a poderá usar, e não é possível recuperá-la. Os seus aliases podem continuar até aos seus próprios limites, ou acabar com ela, de imediato e para sempre.',
    revokeKeep: 'Desativar a chave, manter os aliases',
    revokeAll: 'Desativar a chave e eliminar todos os seus aliases',
    revokeNot: 'Manter a chave',
    revoked: 'A chave foi desativada',
    revokedKeep:
      'Os seus aliases continuam até aos seus próprios limites. Chega-se a eles pelos seus links; pela chave, já não.',
    revokedAll: 'Os seus aliases acabaram com ela.',
    open: 'Abrir uma chave',
    openHint:
      'Uma chave começa por “mayfly”. Nunca é enviada sozinha: cole-a aqui, ou cole o link que a contém.',
    openDo: 'Abrir',
    unknown: 'Esta chave é desconhecida, foi desativada ou está incompleta.',
    needed: 'Aqui, para criar um alias é preciso uma chave, que é dada por quem mantém este serviço.',
    full: 'Esta chave já tem o número máximo de aliases ativos. Elimine primeiro alguns.',
  },

  how: {
    title: 'Como funciona',
    lead: '“Mayfly” é, em inglês, um inseto que vive um dia, faz o que veio fazer e desaparece. Um alias também.',
    life: [
      ['Nasce', 'Você diz para onde vão os e-mails e quanto tempo o alias pode viver. Não precisa de conta.'],
      ['É dado', 'Escreve-o no formulário que quer o seu endereço. Parece um endereço como os outros.'],
      ['Voa', 'Cada mensagem passa diretamente para si. Só conta quando o seu provedor de e-mail a aceitou.'],
      ['Último voo', 'Chega a última mensagem, ou acaba o tempo.'],
      ['Acaba', 'A quem escrever depois é dito que este endereço não existe. Para sempre.'],
    ],
    lifeTitle: 'A vida de um alias',
    why: 'Perguntas',
    questions: [
      [
        'Podem perder-se e-mails?',
        'Não. Só dizemos ao remetente que uma mensagem foi entregue depois de o seu servidor de e-mail o ter dito. Se este não responder, é dito ao remetente que tente de novo, e ele tenta.',
      ],
      [
        'E se alguém tentar esgotá-lo?',
        'Só conta uma mensagem que lhe foi entregue. Sondagens, tentativas interrompidas e recusas não gastam nada.',
      ],
      [
        'Uma resposta fica escondida?',
        'Não. Os e-mails entram pelo alias, mas o que você envia sai do seu endereço verdadeiro e mostra-o.',
      ],
      [
        'O meu endereço pode aparecer num aviso de erro?',
        'Não. Diga o que disser o seu servidor de e-mail, os remetentes recebem palavras nossas. O seu endereço não está em nenhuma.',
      ],
      [
        'Posso separar as mensagens por alias?',
        'Acrescente um sinal de mais e o que quiser: os e-mails para nome+loja@ chegam ao mesmo alias que nome@.',
      ],
      [
        'E se eu perder a chave e o link?',
        'Então o alias já não pode ser alterado. Mesmo assim, expira como combinado.',
      ],
    ],
  },

  privacy: {
    title: 'Privacidade',
    lead: 'O que este serviço sabe, onde e por quanto tempo.',
    what: 'O quê',
    where: 'Onde e como',
    until: 'Até quando',
    kept: [
      [
        'O seu endereço verdadeiro e a sua etiqueta',
        'Na nossa base de dados, cifrados com uma chave feita a partir do segredo do servidor e do próprio alias. O alias não está armazenado em nenhum lugar, por isso uma base de dados roubada não revela nem um nem outra.',
        'Até ao fim do alias e mais duas horas, no máximo',
      ],
      [
        'Limites, contadores e tempos de um alias',
        'Na nossa base de dados, legíveis, sob uma impressão digital do alias (um hash com chave): o servidor calcula-a com o seu segredo, e ninguém consegue voltar dela ao alias.',
        'Até ao fim do alias e mais duas horas, no máximo',
      ],
      [
        'Uma mensagem a caminho',
        'O remetente, o tamanho e o cabeçalho deixam uma impressão digital dessas enquanto não se sabe se o seu servidor de e-mail a aceitou.',
        'Até se saber; no máximo cinco dias',
      ],
      [
        'Que um nome foi usado',
        'Uma impressão digital dessas e mais nada, para que ninguém receba o seu antigo alias.',
        'Para sempre',
      ],
      [
        'Como um alias acabou',
        'Quando, por quem ou por que motivo, quantas mensagens passaram por ele, e o hash da última parte do seu link: para quem tem o link.',
        'Até trinta dias depois do fim',
      ],
      [
        'O link que administra um alias',
        'Só um hash da sua última parte.',
        'Até trinta dias depois do fim do alias',
      ],
      [
        'Uma chave',
        'O seu endereço verdadeiro, o nome da chave e a lista dos seus aliases, cifrados com a própria chave, que não é armazenada: sem ela, nem nós nem um ladrão podemos saber de quem é.',
        'Até a desativar, ou até passar 400 dias sem a usar',
      ],
      [
        'O link em cada mensagem',
        'Em nenhum lugar: é calculado a partir do alias e do segredo do servidor.',
        'Até ao fim do alias',
      ],
      [
        'Quem é avisado quando uma mensagem é devolvida',
        'Em regra, em nenhum lugar: está escrito no caminho de retorno da mensagem, que o seu servidor de e-mail vê. O que não cabe está na nossa base de dados, cifrado com uma chave que só esse caminho de retorno dá.',
        'Até dez dias depois da mensagem',
      ],
      [
        'Que lhe foi perguntado se aceita receber e-mails',
        'Na nossa base de dados: o assunto da pergunta, cifrado com uma chave que só o seu link dá; e quando foi enviada, sob uma impressão digital do seu endereço.',
        'Um mês; um dia',
      ],
      [
        'Quando lhe foi enviada uma mensagem de teste',
        'Na nossa base de dados, sob uma impressão digital do seu endereço.',
        'Um dia',
      ],
      [
        'Que não quer receber mais perguntas',
        'Na nossa base de dados, como impressão digital do seu endereço.',
        'Para sempre, ou até quem mantém o serviço o anular',
      ],
      [
        'O que foi bloqueado por quem mantém o serviço',
        'Na nossa base de dados: um endereço verdadeiro como uma impressão digital dessas; domínios e endereços de rede tal como são.',
        'Até quem mantém o serviço o anular',
      ],
      ['Os e-mails', 'Passam pela memória de trabalho enquanto chegam. Nunca por um disco.', 'Até passarem'],
      [
        'Quando chegaram mensagens e como acabaram',
        'Só na memória de trabalho, para o resumo na página do alias.',
        'Até o serviço reiniciar, ou dados mais recentes tomarem o lugar',
      ],
      [
        'Endereços de rede de visitantes e de servidores remetentes, e endereços verdadeiros pedidos',
        'Só na memória de trabalho, para limitar quanto cada um pode pedir num certo período.',
        'Até ao fim desse período; uma hora no máximo, salvo outra configuração',
      ],
      [
        'Linhas de log',
        'Que tipo de pedido, como acabou, quanto tempo levou. Nenhum alias, endereço verdadeiro, remetente, assunto ou link.',
        'Enquanto quem mantém o serviço guardar os logs',
      ],
      [
        'Chaves e links de aliases, e o que preencheu por último na primeira página, incluindo o seu endereço verdadeiro',
        'No armazenamento do seu navegador, salvo se escolher outra coisa. Chaves e links são-nos enviados quando os usa, e não ficam guardados.',
        'Até escolher “Esquecer tudo” lá',
      ],
      [
        'A primeira página tal como a enviou, se algo nela não estava certo e os scripts estão desativados',
        'Na cache do seu navegador, para que o botão Voltar a mostre sem a enviar de novo.',
        'O seu navegador limpa a cache',
      ],
      [
        'Uma página que diz que não há conexão',
        'No seu navegador, depois de instalar este site. Nenhuma outra página fica lá guardada.',
        'Até remover o site',
      ],
    ],
    not: 'O que não há',
    nots: [
      'Nem contas, nem cookies, nem análise de visitas, e nada carregado de terceiros.',
      'Nenhuma cópia dos seus e-mails, nem por um momento num disco.',
      'Nenhuma forma de listar os aliases de uma pessoa, nem para nós nem para um ladrão.',
    ],
    others: 'O que os outros veem',
    othersHint:
      'O seu servidor de e-mail vê quem lhe escreve, como sempre. Quem mantém este serviço poderia ler os e-mails enquanto passam, como em qualquer servidor de e-mail no caminho: use um em que confie, ou tenha o seu próprio. Se quem mantém o serviço consultar listas de fontes de spam, estas ficam a conhecer o endereço de rede de cada servidor que envia e-mails para aqui e de quem cria um alias.',
  },

  api: {
    title: 'API',
    lead: (link) =>
      html`Tudo o que estas páginas fazem, um programa também pode fazer. O ${link('documento OpenAPI')} é o contrato; esta página é feita a partir dele.`,
    start: 'Num minuto',
    startHint: 'Cole isto numa shell, linha após linha.',
    calls: 'Chamadas',
    body: 'Corpo',
    field: 'Campo',
    type: 'Tipo',
    meaning: 'Significado',
    required: 'obrigatório',
    answers: 'Respostas',
    token: 'Precisa do token do alias, ou da chave com que foi criado: Authorization: Bearer TOKEN.',
    key: 'Precisa de uma chave: Authorization: Bearer KEY.',
    errors:
      'Os erros são application/problem+json (RFC 9457). Um alias desconhecido, um que já acabou e um token errado recebem o mesmo 404.',
  },

  problems: {
    title: 'Problemas da API',
    lead: 'O tipo de um problema leva à sua explicação aqui.',
    codes: 'Códigos dos erros',
    codesLead:
      'Cada um dos erros de um problema tem um campo, um código e estas palavras para pessoas, com os limites que se aplicam.',
  },

  managers: {
    title: 'No seu gestor de senhas',
    lead: 'Os gestores de senhas podem criar um alias no lugar onde se escreve um endereço. Conhecem addy.io e SimpleLogin, e este servidor entende o que esses entendem: escolha um dos dois, e indique este servidor e uma chave dele.',
    picture: 'Um formulário com quatro campos: serviço, servidor, chave e domínio, preenchidos como abaixo',
    values: 'O que preencher',
    service: 'Serviço',
    server: 'Servidor',
    key: 'Chave',
    domain: 'Domínio',
    copyServer: 'Copiar o servidor',
    copyDomain: 'Copiar o domínio',
    keyHint:
      'Vai onde é pedida a chave de API. Recebe uma com o seu primeiro alias, ou de quem mantém este serviço. Nela estão o seu endereço e os limites dos novos aliases: quem a tiver cria aliases em seu nome.',
    clients: [
      {
        id: 'bitwarden',
        name: 'Bitwarden e Vaultwarden',
        steps: [
          'Abra o gerador, depois o nome (Username), e escolha o alias de e-mail encaminhado.',
          'Serviço: addy.io. (SimpleLogin também serve, e não pede domínio.)',
          'Chave de API: a sua chave.',
          'Domínio de e-mail: o domínio acima.',
          'URL do servidor auto-hospedado: o servidor acima. Depois gere.',
        ],
        hint: 'No cofre web, o servidor do cofre tem de permitir este: no Vaultwarden, com ALLOWED_CONNECT_SRC.',
      },
      {
        id: 'keyguard',
        name: 'Keyguard',
        steps: [
          'Abra o gerador e, nele, os serviços de encaminhamento de e-mail.',
          'Adicione um e escolha addy.io.',
          'Chave de API: a sua chave.',
          'Domínio: o domínio acima.',
          'URL do servidor: o servidor acima. Depois escolha-o no gerador.',
        ],
      },
      {
        id: 'addy',
        name: 'A extensão de addy.io',
        steps: [
          'Instale-a, abra-a e escolha mudar a instância.',
          'Instância: o servidor acima.',
          'Token de API: a sua chave.',
          'Crie um alias com o botão, o atalho ou o menu de contexto.',
          'Também lista, procura, pausa e elimina o que esta chave criou.',
        ],
      },
      {
        id: 'simplelogin',
        name: 'A extensão de SimpleLogin',
        steps: [
          'Instale-a, abra-a e escolha as definições para um servidor próprio.',
          'URL da API: o servidor acima.',
          'Escolha entrar com uma chave de API e indique a sua chave.',
          'Crie um alias com um nome à sua escolha, ou um aleatório.',
          'Também lista, procura, pausa e elimina o que esta chave criou.',
        ],
      },
    ],
    phone: 'No telefone, sem gestor de senhas',
    phoneSteps: [
      'No menu do navegador, instale este site: Adicionar à tela inicial / ao ecrã principal.',
      'No formulário de uma loja, abra o menu do navegador e escolha Compartilhar / Partilhar, depois Mayfly.',
      'Abre-se o formulário deste site, com o nome da loja como etiqueta. Nada é criado nem guardado antes de usar o botão.',
      'Copie o alias e volte atrás.',
    ],
    phoneHint:
      'Enviar o nome a um site instalado funciona em navegadores Chromium no Android, não em iPhones.',
    limits: 'Outros limites que não os da chave',
    limitsHint:
      'No campo do domínio, escreva-os antes dele: um número de mensagens (x), de horas (h), dias (d) ou semanas (w), ou um número de mensagens e um prazo juntos.',
    examples: [
      ['3x', 'expira após 3 mensagens'],
      ['7d', 'expira após 7 dias'],
      ['3x.7d', 'expira após 3 mensagens e, o mais tardar, após 7 dias'],
    ],
    differences: 'O que é diferente aqui',
    different: [
      'Eliminado é para sempre: nenhum endereço volta a ser dado. O que possa querer de volta, ponha em pausa.',
      'Um alias que se esgotou desaparece sozinho das listas.',
      'Não há respostas por meio de um alias.',
      'Não há contas nem senhas: entre com uma chave.',
    ],
  },

  operators: {
    title: 'Para administradores',
    lead: 'Mayfly é um só programa, sem nada ao lado. Use-o para si, para a sua família ou para a sua empresa.',
    steps: [
      [
        'Aponte um domínio para ele',
        'Um MX para o domínio dos aliases, um nome de host com DNS reverso correspondente, a porta 25 aberta.',
      ],
      ['Diga para onde vão os e-mails', 'Um smarthost que aceita e-mails para a sua gente: MAYFLY_NEXT_HOP.'],
      [
        'Ative o TLS',
        'Com MAYFLY_ACME e MAYFLY_HTTPS_LISTEN, ele próprio obtém certificados, para o site e para o e-mail. Ou um proxy reverso para o site, e MAYFLY_TLS_CERT com MAYFLY_TLS_KEY para STARTTLS.',
      ],
      [
        'Acompanhe-o',
        'Liveness em /healthz, readiness em /readyz, uma linha de log JSON para cada coisa que aconteceu.',
      ],
      [
        'Faça cópias de segurança',
        'Da base de dados e do segredo, separadas uma da outra. Sem o segredo, a base de dados não diz nada a ninguém.',
      ],
    ],
    example: 'Um exemplo',
    limits: 'Limites deste serviço',
    maxUses: 'Mensagens de um alias, no máximo',
    maxTime: 'Vida de um alias, no máximo',
    domains: 'Domínios',
    none: 'sem limite',
    abuse: 'Quem mantém este serviço, e onde denunciar abusos',
  },
  proof: {
    working:
      'Um momento: o seu navegador faz um cálculo para este serviço, para que ninguém possa pedir milhares de uma vez.',
    failed: 'Não foi possível chegar ao serviço neste momento. Tente de novo.',
    insecure:
      'O seu navegador só faz o cálculo necessário com uma conexão cifrada. Abra esta página com https://.',
    missing:
      'Ainda nada foi criado. Contra pedidos em massa, o seu navegador tem de fazer cálculos durante um segundo, e para isso precisa de JavaScript. Ative-o para esta página e envie o formulário mais uma vez, ou peça uma chave a quem mantém o serviço.',
    refused:
      'O resultado do cálculo do seu navegador chegou tarde demais, ou duas vezes. Envie o formulário mais uma vez.',
    needsScript:
      'Para criar um alias aqui, o seu navegador tem de fazer cálculos durante um segundo, para que ninguém possa pedir milhares de uma vez. Para isso precisa de JavaScript: ative-o para esta página, ou peça uma chave a quem mantém o serviço.',
  },
  operator: {
    title: 'Quem mantém este serviço',
    runBy: (name) => `Este serviço é mantido por ${name}.`,
    nameless: (domain) => `Este é o Mayfly em ${domain}. Quem o mantém não indicou aqui nenhum nome.`,
    abuse: 'Denunciar abusos',
    report: (contact) =>
      html`Foi vítima de uma fraude feita com um endereço deste serviço, ou uma mensagem diz que vem daqui? Escreva para ${contact}.`,
    reportHints: [
      'Indique o endereço deste serviço: com ele, quem mantém o serviço pode examinar esse endereço e acabar com ele.',
      'Envie a própria mensagem como anexo, com o cabeçalho completo. Sem ele, ninguém pode saber por onde ela veio.',
      'De quem é o endereço, o serviço também não diz a quem o mantém: o destino dos e-mails está cifrado, e as mensagens não ficam guardadas.',
    ],
    noContact:
      'Aqui não está definido nenhum endereço para denúncias. Fale com o dono do endereço de rede; as entidades que atribuem endereços da Internet dizem quem é.',
    unwanted: 'Recebe e-mails que não quer',
    unwantedHint:
      'Se lhe chegam e-mails por um endereço deste serviço, uma linha do cabeçalho, Mayfly-Stop, tem um link que faz parar esse endereço. Também pode pedir a quem mantém o serviço que bloqueie para sempre o seu próprio endereço: então nada mais lhe é encaminhado, seja quem for que o peça.',
    refused: 'Os seus e-mails são recusados aqui',
    refusedHint:
      'Uma recusa 550 5.1.1 diz que um endereço acabou, para sempre, e que quem o deu assim o quis. Qualquer outra recusa diz na mesma linha do que se trata. Quem mantém o serviço lê o que é enviado para postmaster no domínio dele.',
  },

  errors: {
    home: 'Voltar à primeira página',
    noQuestion: [
      'Esta pergunta não existe',
      'O link não está completo, ou tem mais de um mês. Abra-o de novo a partir da mensagem, ou copie-o inteiro.',
    ],
    noAlias: ['Este alias não existe', 'Nunca existiu, acabou para sempre, ou este não é o seu link.'],
    foreign: [
      'Isto veio de outro site',
      'Este serviço só aceita formulários destas páginas. Nada foi alterado. Vá à própria página e tente de novo.',
    ],
    away: 'Não é possível chegar ao serviço. Nada foi alterado. Tente de novo dentro de momentos.',
    tooMany: (wait) => `Aliases demais em pouco tempo. Tente de novo dentro de ${wait}.`,
    tooManyOfKey: (wait) =>
      `Esta chave já criou hoje todos os aliases que pode criar. Tente de novo dentro de ${wait}.`,
    byStatus: {
      400: [
        'Não foi possível ler o pedido',
        'O formulário chegou danificado. Nada foi alterado. Volte atrás e tente de novo.',
      ],
      403: [
        'Não a partir deste endereço',
        'O seu endereço de rede está numa lista de fontes de spam, ou foi bloqueado por quem mantém o serviço. Peça a remoção dessa lista, escreva a quem mantém o serviço, ou use outra rede.',
      ],
      404: ['Nada aqui', 'Não há nenhuma página neste endereço.'],
      405: ['Assim não', 'Este endereço aceita outro tipo de pedido. Nada foi alterado.'],
      408: ['Lento demais', 'O pedido demorou demais a chegar. Tente de novo.'],
      412: ['Alterado entretanto', 'Já não é o que era quando o viu. Nada foi alterado.'],
      413: ['Grande demais', 'É mais do que cabe num formulário nosso (16 KiB). Nada foi alterado.'],
      415: [
        'Não é um formulário',
        'Este endereço aceita o que os formulários destas páginas enviam. Nada foi alterado.',
      ],
      421: [
        'Outro nome',
        'Este serviço não é conhecido pelo nome de host que está no endereço. Nada foi alterado.',
      ],
      429: [
        'Alterações demais',
        'Houve alterações demais em pouco tempo. Desta vez nada foi alterado. Tente de novo dentro de um minuto.',
      ],
      500: ['Algo falhou aqui', 'A culpa é nossa, não sua. Tente de novo dentro de momentos.'],
      503: [
        'Agora não',
        'O serviço não pode responder neste momento. Nada foi alterado. Tente de novo dentro de momentos.',
      ],
    },
    other: ['Não funcionou', 'Nada foi alterado. Volte atrás e tente de novo.'],
  },

  clients: {
    badKey: ['Chave desconhecida', 'A chave não está completa, ou foi revogada.'],
    badBody: ['Pedido inválido', 'O pedido não é um objeto JSON.'],
    noAlias: ['Este alias não existe', 'O alias acabou para sempre, ou foi criado por outra chave.'],
    sameId: [
      'Dois aliases com o mesmo número',
      'Dois aliases desta chave têm aqui o mesmo número. Administre este no site.',
    ],
    noRestore: [
      'Acabou para sempre',
      'Um alias que acabou não pode ser recuperado: o seu endereço nunca mais é usado.',
    ],
    noReplies: [
      'Aqui não se responde por meio de um alias',
      'Por um alias, os e-mails vão num só sentido. Uma resposta sairia do seu endereço verdadeiro.',
    ],
    noPasswords: [
      'Indique uma chave deste servidor como chave de API',
      'Este servidor não tem contas nem senhas. Use uma chave dele onde é pedida a chave de API.',
    ],
    unconfirmed: [
      'Ainda sem consentimento',
      'Quem tem a caixa de correio ainda não deu o consentimento. A pergunta está nessa caixa.',
    ],
    fullKey: [
      'Aliases ativos demais',
      'Esta chave tem o número máximo de aliases ativos. Elimine um, ou espere que um expire.',
    ],
    noLimits: (domain) => [
      'A chave não define limites',
      `A chave não diz nem para quantas mensagens nem por quanto tempo. Defina isso na chave${domain === undefined ? '' : `, ou escreva-o antes do domínio: 3x.7d@${domain}`}.`,
    ],
    badDomain: (domain) => [
      'Não é um domínio',
      `Escreva um domínio, ou limites e um domínio: 3x.7d@${domain} são 3 mensagens e 7 dias. As horas são h, os dias d, as semanas w.`,
    ],
    badSuffix: ['Sufixo desconhecido', 'Este sufixo de um nome não é nosso. Escolha um de novo.'],
    invalid: 'Não é possível',
    tooMany: (wait) => ['Pedidos demais', `Pedidos demais em pouco tempo. Tente de novo dentro de ${wait}.`],
  },

  sandbox: {
    title: 'Sandbox',
    lead: 'Um teste: as mensagens acabam aqui, na memória de trabalho, e não vão a nenhum lugar. Só este computador as pode ver.',
    leadPublic:
      'Um teste: as mensagens acabam aqui, na memória de trabalho, e não vão a nenhum lugar. Qualquer pessoa que chegue a esta página as pode ler.',
    none: 'Nada chegou.',
    noneHint: 'Envie uma mensagem para um dos seus aliases, e ela aparece aqui sozinha.',
    from: 'De',
    to: 'Para',
    at: 'Recebida em',
    size: (octets) => `${octets} bytes`,
    through: 'Através de',
    bounce: '<> (um aviso de erro)',
    html: 'Como HTML',
    htmlHint: 'Mostrada sem scripts, formulários e imagens externas; os seus links não levam a nenhum lugar.',
    noSubject: '(sem assunto)',
    noText: 'Nesta mensagem não há texto simples nem HTML. O seu código-fonte está abaixo.',
    download: 'Download',
    header: 'Cabeçalho',
    source: 'Código-fonte',
    cut: 'Longa demais para ser mostrada inteira.',
    cutKept: 'Longa demais para ser guardada inteira.',
  },

  faultTexts: ptFaults,
  fault: (fault) => formatFault(ptFaults, fault),
  faults: {
    target: 'Escreva o endereço a que os seus e-mails devem chegar.',
    span: 'Aqui é preciso um número maior que 0.',
    endless:
      'Isto e “qualquer número de mensagens” não podem ir juntos: um endereço precisa de um fim. Escolha um prazo ou um número.',
    name: 'Escreva o nome que quer, ou escolha outro tipo.',
  },
};
