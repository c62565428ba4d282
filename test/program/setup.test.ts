// SPDX-License-Identifier: MIT
/** `mayfly setup` below a folder in place of the machine's root: through the real program, and with the machine's commands recorded. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadConfig } from '../../src/config/config.ts';
import { packagedPlaceOf, places } from '../../src/setup/answers.ts';
import { lookAround, lookAtMachine } from '../../src/setup/looks.ts';
import { createMachine } from '../../src/setup/machine.ts';
import { removeSetup } from '../../src/setup/remove.ts';
import { type SetupDeps, setUp } from '../../src/setup/setup.ts';
import { freePort } from '../support/free-port.ts';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { environment, runProgram, temporaryFolder } from '../support/program/program.ts';

interface Stage {
  readonly root: string;
  readonly smarthost: string;
  setup(...args: string[]): ReturnType<typeof runProgram>;
  text(path: string): string;
}

async function stage(t: TestContext): Promise<Stage> {
  const [root, hop] = [temporaryFolder(t), await startScriptedHop()];
  t.after(() => hop.close());
  const env = Object.fromEntries(
    Object.entries(environment(root)).filter(([name]) => !name.startsWith('MAYFLY_')),
  );
  return {
    root,
    smarthost: `smtp://127.0.0.1:${hop.port}?tls=none`,
    setup: (...args) => runProgram(['setup', ...args, '--root', root], env),
    text: (path) => readFileSync(join(root, path), 'utf8'),
  };
}

const domain = ['alias.example', '--target', 'you@home.example', '--yes'];

test('setup writes all files once, changes what is asked and nothing else, and takes them away again', async (t) => {
  const { root, smarthost, setup, text } = await stage(t);
  const first = await setup(...domain, '--smarthost', smarthost);
  assert.equal(first.code, 0, first.stderr);
  const config = loadConfig({}, text(places.settings));
  assert.deepEqual([config.domains, config.hostname], [['alias.example'], 'mx.alias.example']);
  assert.equal(config.postmaster, 'you@home.example');
  assert.equal(config.tls, undefined);
  for (const [path, mode] of [
    [places.settings, 0o600],
    [places.dkimKey, 0o600],
    [places.unit, 0o644],
    [places.log, 0o600],
  ] as const)
    assert.equal(statSync(join(root, path)).mode & 0o777, mode, path);
  const execStart = /^ExecStart=(\S+) (\S+) serve --config \$\{CREDENTIALS_DIRECTORY\}\/mayfly\.toml$/m;
  const [, node, script = ''] = execStart.exec(text(places.unit)) ?? [];
  assert.equal(node, process.execPath);
  assert.ok(existsSync(script), script);
  assert.match(first.stdout, /^alias\.example\. IN MX 10 mx\.alias\.example\.$/m);
  assert.match(first.stdout, /^mayfly\._domainkey\.alias\.example\. IN TXT "v=DKIM1; k=rsa; p=/m);
  assert.match(first.stdout, /^left to run systemd-sysusers /m);
  assert.doesNotMatch(first.stdout, /^ran /m);
  assert.match(text(places.log), /wrote +\/etc\/mayfly\/mayfly\.toml$/m);

  const files = () =>
    readdirSync(root, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.log'))
      .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'utf8')]);
  const before = files();
  const again = await setup('--yes');
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual(files(), before);
  assert.doesNotMatch(again.stdout, /^(?:wrote|changed|kept|made) /m);

  // The operator's own lines stay, in the settings and in the unit.
  writeFileSync(join(root, places.settings), `${text(places.settings)}# mine\nmax_days = 7\n`);
  writeFileSync(join(root, places.unit), 'mine\n');
  const changed = await setup('--hostname', 'mail.alias.example', 'other.example', '--yes');
  assert.equal(changed.code, 0, changed.stderr);
  const settings = text(places.settings);
  assert.match(settings, /^hostname = "mail\.alias\.example"$/m);
  assert.match(settings, /^# mine\nmax_days = 7\n/m);
  assert.deepEqual(loadConfig({}, settings).domains, ['alias.example', 'other.example']);
  assert.equal(text(places.unit), 'mine\n');
  assert.match(text(`${places.unit}.new`), execStart);

  writeFileSync(join(root, 'etc/mayfly/operators-own'), '');
  const removed = await setup('--remove');
  assert.equal(removed.code, 0, removed.stderr);
  assert.deepEqual(
    files().map(([name]) => name),
    ['operators-own'],
  );
});

test('setup --dry-run tells what it would do, and does nothing', async (t) => {
  const { root, smarthost, setup } = await stage(t);
  const { code, stdout } = await setup(...domain, '--smarthost', smarthost, '--dry-run');
  assert.equal(code, 0);
  assert.match(stdout, /^A dry run: nothing of this is done\.$/m);
  assert.match(stdout, /^to write +\/etc\/systemd\/system\/mayfly\.service$/m);
  assert.match(stdout, /^to make +\/etc\/mayfly\/dkim\.pem$/m);
  assert.doesNotMatch(stdout, /^(?:wrote|kept|changed|made|ran|ready) /m);
  assert.match(stdout, /^alias\.example\. IN MX/m);
  assert.deepEqual(readdirSync(root), []);
  const hindered = await setup(...domain, '--smarthost', `smtp://127.0.0.1:${await freePort()}`, '--dry-run');
  assert.equal(hindered.code, 0);
  assert.match(hindered.stdout, /^fail +Smarthost /m);
  assert.match(
    hindered.stdout,
    /^without --dry-run it stops here, until this is fixed: Smarthost 127\.0\.0\.1:\d+$/m,
  );
  assert.doesNotMatch(stdout, /without --dry-run/);

  const own = record(t);
  await own.run(true);
  assert.deepEqual([own.commands, readdirSync(own.root)], [[], []]);
  assert.match(own.said(), /^to run +systemctl restart mayfly\.service mayfly-backup\.timer$/m);
  assert.match(own.said(), /^to await +mayfly\.service$/m);
  assert.doesNotMatch(own.said(), /^(?:wrote|kept|changed|made|ran|ready) /m);
});

test('setup says what it needs where nobody can be asked, what is wrong, and what stands in the way, before it does anything', async (t) => {
  const { root, setup } = await stage(t);
  const lacking = await setup('--yes');
  assert.equal(lacking.code, 2);
  assert.equal(
    lacking.stderr,
    'mayfly: DOMAIN: is required\nmayfly: --target: is required\nmayfly: --smarthost or --direct: is required\n',
  );
  const wrong = await setup('alias', '--target', 'canary', '--direct');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^mayfly: domains: must be .*\nmayfly: postmaster: must be /m);
  assert.doesNotMatch(wrong.stderr, /canary/);
  const closed = await setup(...domain, '--smarthost', `smtp://127.0.0.1:${await freePort()}?tls=none`);
  assert.equal(closed.code, 1);
  assert.match(closed.stderr, /^mayfly: nothing was done: Smarthost 127\.0\.0\.1:\d+\n$/);
  assert.deepEqual(readdirSync(root), []);
});

test('setup says which process has a port that Mayfly needs, in words that help to stop it', async (t) => {
  const holder = createServer().listen(0);
  t.after(() => holder.close());
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const mayfly = '0::/system.slice/mayfly.service\n';
  const other = '0::/system.slice/other.service\n';
  for (const [says, groups, isActive, expected] of [
    [
      'LISTEN 0 511 *:80 *:* users:(("MainThread",pid=123,fd=20))',
      other,
      false,
      'is taken by node (process 123)',
    ],
    ['LISTEN 0 511 *:80 *:* users:(("exim4",pid=123,fd=3))', other, true, 'is taken by exim4 (process 123)'],
    [
      'LISTEN 0 511 *:80 *:* users:(("MainThread",pid=123,fd=20))',
      mayfly,
      true,
      'taken by Mayfly, which runs already',
    ],
    ['', other, true, 'taken by Mayfly, which runs already'],
    [
      'LISTEN 0 100 *:25 *:* users:(("master",pid=123,fd=13))',
      other,
      false,
      'is taken by Postfix (process 123)',
    ],
    ['', other, false, 'is taken by another program'],
  ] as const) {
    const run = async (command: string) => ({ code: command === 'ss' || isActive ? 0 : 3, said: says });
    const machine = { ...createMachine(temporaryFolder(t)), run };
    await machine.write('/proc/123/cgroup', groups, 0o600);
    const found = await lookAtMachine(machine, { node: '/usr/bin/node', script: '/opt/main.js' }, [{ port }]);
    assert.equal(found.find(({ subject }) => subject === `Port ${port}`)?.says, expected);
  }
});

/** A machine whose commands are recorded; one of them may fail. */
function record(t: TestContext, fails = 'none', more: Partial<SetupDeps> = {}) {
  const root = temporaryFolder(t);
  const commands: string[] = [];
  const machine = {
    ...createMachine(root),
    runsCommands: true,
    async run(command: string, args: readonly string[]) {
      // No user of that name yet.
      if (command === 'getent') return { code: 2, said: '' };
      if (command === 'journalctl') return { code: 0, said: 'mayfly: smtp_listen: EACCES' };
      commands.push([command, ...args].join(' '));
      return commands.at(-1)?.startsWith(fails) ? { code: 1, said: 'told\nwhy' } : { code: 0, said: '' };
    },
  };
  let said = '';
  const deps: SetupDeps = {
    machine,
    invocation: { node: '/usr/local/bin/node', script: '/opt/my fly/main.js' },
    ask: async (question) => (question.startsWith('Domain') ? ' alias.example ' : undefined),
    tell: (text) => {
      said += text;
    },
    look: async () => [{ subject: 'Port 25', status: 'ok', says: 'free' }],
    lookOutside: async () => [],
    zone: async () => 'the zone',
    untilReady: async () => void commands.push('(ready)'),
    async *examine() {
      yield { subject: 'MX of alias.example', status: 'fail', says: 'is missing', fix: 'write it' };
      yield { subject: 'Certificate', status: 'warn', says: 'none', fix: 'set MAYFLY_MAX_USES=5' };
    },
    tryOut: async (_config, target) => `First alias for ${target}`,
    ...more,
  };
  const answers = { target: 'you@home.example', nextHop: 'direct' };
  const options = { ...answers, root: undefined };
  return { root, commands, said: () => said, run: (isDry = false) => setUp({ ...options, isDry }, deps) };
}

test('setup starts the service, waits for it, and tries it out with a first alias', async (t) => {
  const { root, commands, said, run } = record(t);
  await run();
  assert.deepEqual(commands, [
    `systemd-sysusers ${places.sysusers}`,
    `systemd-tmpfiles --create ${places.tmpfiles}`,
    `chown root:mayfly ${places.dkimKey}`,
    `chmod 0640 ${places.dkimKey}`,
    'systemctl daemon-reload',
    'systemctl enable mayfly.service mayfly-backup.timer',
    'systemctl restart mayfly.service mayfly-backup.timer',
    '(ready)',
  ]);
  const unit = readFileSync(join(root, places.unit), 'utf8');
  assert.match(unit, /^ExecStart=\/usr\/local\/bin\/node "\/opt\/my fly\/main\.js" serve --config /m);
  assert.match(said(), /^fail +MX of alias\.example: is missing; write it$/m);
  // As the file that was just written has it.
  assert.match(said(), /^warn +Certificate: none; set max_uses = 5$/m);
  assert.match(said(), /^First alias for you@home\.example$/m);
  const log = readFileSync(join(root, places.log), 'utf8');
  assert.match(log, /MX of alias\.example: is missing/);
  const before = said().length;
  commands.splice(0);
  await run();
  assert.ok(commands.includes('systemctl start mayfly.service mayfly-backup.timer'), commands.join('\n'));
  assert.ok(!commands.some((command) => command.includes('restart')));
  assert.doesNotMatch(said().slice(before), /First alias/);
  // What tryOut gives has the link by which the alias is managed.
  assert.doesNotMatch(log, /First alias/);
});

test('setup --acme gives the website ports 80 and 443, at first or later, and its zone has the MTA-STS policy', async (t) => {
  const mailbox = ['--acme', 'you@home.example'];
  const expected = { contact: 'you@home.example', http: 80, https: 443 };
  const found = (toml: string) => {
    const { acme, httpListen, httpsListen } = loadConfig({}, toml);
    return { contact: acme?.contact, http: httpListen.port, https: httpsListen?.port };
  };
  const { smarthost, setup, text } = await stage(t);
  const first = await setup(...domain, '--smarthost', smarthost, ...mailbox);
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual(found(text(places.settings)), expected);
  assert.match(first.stdout, /^_mta-sts\.alias\.example\. IN TXT "v=STSv1; id=[0-9a-f]{16}"$/m);

  const later = await stage(t);
  await later.setup(...domain, '--smarthost', later.smarthost);
  assert.equal(found(later.text(places.settings)).http, 8080);
  const changed = await later.setup('--yes', ...mailbox);
  assert.equal(changed.code, 0, changed.stderr);
  assert.deepEqual(found(later.text(places.settings)), expected);
});

test('setup asks for a mailbox for the authority, and looks at the ports that are then needed', async (t) => {
  const listens: number[] = [];
  const { root, run } = record(t, 'none', {
    ask: async (question) =>
      question.startsWith('Domain')
        ? 'alias.example'
        : question.startsWith('Mailbox for')
          ? 'you@home.example'
          : undefined,
    look: async (_machine, _invocation, wanted) => {
      listens.push(...wanted.map(({ port }) => port));
      return [];
    },
  });
  await run();
  assert.deepEqual(listens, [25, 80, 443]);
  const { acme } = loadConfig({}, readFileSync(join(root, places.settings), 'utf8'));
  assert.equal(acme?.contact, 'you@home.example');
});

test('setup asks who may make aliases, at first alone, and --private says it later', async (t) => {
  const asked: string[] = [];
  const { root, run } = record(t, 'none', {
    ask: async (question) => {
      asked.push(question);
      return question.startsWith('Domain') ? 'alias.example' : /^Who/.test(question) ? ' keys ' : '';
    },
  });
  const found = () => loadConfig({}, readFileSync(join(root, places.settings), 'utf8')).create;
  await run();
  assert.equal(found(), 'keys');
  await run();
  assert.equal(asked.filter((question) => question.startsWith('Who')).length, 1);

  const { smarthost, setup, text } = await stage(t);
  await setup(...domain, '--smarthost', smarthost);
  assert.match(text(places.settings), /^create = "anyone"$/m);
  const later = await setup('--private', '--yes');
  assert.equal(later.code, 0, later.stderr);
  assert.match(text(places.settings), /^create = "keys"$/m);
});

test('setup looks first at clock, addresses, reverse names and where the mail of the domain goes now, and goes on whatever they are', async () => {
  const { hostname, domains, nextHops } = loadConfig({
    MAYFLY_DOMAINS: 'alias.example,new.example',
    MAYFLY_HOSTNAME: 'mx.alias.example',
  });
  const names = { '192.0.2.1': ['mx.alias.example'], '192.0.2.2': [] } as Record<string, string[]>;
  const lookup = {
    mx: async (name: string) => (name === 'alias.example' ? ['mail.other.example'] : []),
    addresses: async () => [],
    txt: async () => [],
    names: async (address: string) => names[address] ?? Promise.reject(new Error('no answer')),
  };
  const around = async (addresses: readonly string[], askClockOffset: () => Promise<number>) =>
    (await lookAround({ hostname, domains, nextHops }, { lookup, addresses, askClockOffset })).map(
      ({ status, subject, says }) => `${status} ${subject}: ${says}`,
    );
  assert.deepEqual(await around(['192.0.2.1', '192.0.2.2', '192.0.2.3'], async () => 90_000), [
    'warn Clock: 90 s ahead: aliases live too short or too long',
    'ok Addresses: 192.0.2.1, 192.0.2.2, 192.0.2.3',
    'ok PTR of 192.0.2.1: mx.alias.example',
    'warn PTR of 192.0.2.2: is missing: many servers take no mail from here',
    'warn PTR of 192.0.2.3: could not be looked up: no answer',
    'warn MX of alias.example: is mail.other.example, which is not this host',
    'ok MX of new.example: none yet',
  ]);
  const [clock, addresses] = await around([], () => Promise.reject(new Error('no answer')));
  assert.equal(clock, 'warn Clock: no time server answers');
  assert.equal(addresses, 'warn Addresses: this machine has none that is public');
});

test('setup leaves files of the system to the package that has brought them, and says which below /etc hide them', async (t) => {
  const units = [places.unit, places.backupUnit, places.backupTimer];
  const files = [...units, places.sysusers, places.tmpfiles];
  const { root, commands, said, run } = record(t);
  await run();
  for (const path of files) {
    cpSync(join(root, path), join(root, packagedPlaceOf(path)));
    rmSync(join(root, path));
  }
  commands.splice(0);
  await run();
  for (const path of files) {
    assert.ok(!existsSync(join(root, path)), path);
    assert.ok(said().includes(`\nunchanged  ${packagedPlaceOf(path)}\n`), path);
  }
  assert.equal(commands[0], 'systemd-sysusers /usr/lib/sysusers.d/mayfly.conf');
  assert.ok(commands.includes('systemctl start mayfly.service mayfly-backup.timer'), commands.join('\n'));

  writeFileSync(join(root, places.unit), 'mine\n');
  await run();
  assert.equal(readFileSync(join(root, places.unit), 'utf8'), 'mine\n');
  assert.match(said(), /^warn +\/etc\/systemd\/system\/mayfly\.service hides \/usr\/lib\/systemd\/system\//m);

  // Another version of the program, beside the package's, goes by a unit of its own.
  rmSync(join(root, places.unit));
  writeFileSync(join(root, packagedPlaceOf(places.unit)), 'of the package\n');
  await run();
  assert.match(readFileSync(join(root, places.unit), 'utf8'), /^ExecStart=\/usr\/local\/bin\/node /m);
});

test('setup --remove takes the service of a package out of use, and its cache away, and leaves its files', async (t) => {
  const root = temporaryFolder(t);
  const commands: string[] = [];
  const run = async (command: string, args: readonly string[]) => {
    commands.push([command, ...args].join(' '));
    return { code: 0, said: '' };
  };
  const machine = { ...createMachine(root), runsCommands: true, run };
  await machine.write(packagedPlaceOf(places.unit), 'of the package\n', 0o644);
  await machine.write(places.settings, 'mine\n', 0o600);
  mkdirSync(join(root, places.cache), { recursive: true });
  await removeSetup(machine, { isDry: false, tell: () => undefined });
  assert.deepEqual(commands, [
    'systemctl disable --now mayfly.service mayfly-backup.timer',
    'rm -rf /var/cache/mayfly',
    'systemctl daemon-reload',
  ]);
  assert.ok(existsSync(join(root, packagedPlaceOf(places.unit))));
  assert.ok(!existsSync(join(root, places.settings)));
});

test('setup that fails takes back all that it did, and keeps its log', async (t) => {
  for (const fails of ['systemd-tmpfiles', 'chown', 'systemctl restart']) {
    const { root, commands, said, run } = record(t, fails);
    await assert.rejects(run(), new RegExp(`^SetupError: ${fails}.* failed: why$`));
    assert.equal(/^said +mayfly: smtp_listen: EACCES$/m.test(said()), fails.startsWith('systemctl'));
    const left = readdirSync(root, { recursive: true, encoding: 'utf8' });
    assert.ok(!left.includes(places.configuration.slice(1)), left.join());
    assert.deepEqual(
      left.filter((path) => statSync(join(root, path)).isFile()),
      [places.log.slice(1)],
      fails,
    );
    assert.match(readFileSync(join(root, places.log), 'utf8'), /it failed, and is taken back/);
    const undone = ['systemctl disable --now mayfly.service mayfly-backup.timer', 'userdel mayfly'];
    assert.deepEqual(
      commands.slice(fails === 'systemctl restart' ? -2 : -1),
      fails === 'systemctl restart' ? undone : undone.slice(1),
    );
  }
});

test('setup that fails on a machine where the service runs gives it its files back, and lets it run on', async (t) => {
  let isReady = true;
  const untilReady = async (): Promise<void> => {
    if (!isReady) throw new Error('it does not answer');
  };
  const { root, commands, run } = record(t, 'none', { untilReady });
  await run();
  rmSync(join(root, places.backupTimer));
  commands.splice(0);
  isReady = false;
  await assert.rejects(run(), /it does not answer/);
  assert.ok(!existsSync(join(root, places.backupTimer)));
  const restart = 'systemctl restart mayfly.service mayfly-backup.timer';
  assert.equal(commands.at(-1), restart);
  assert.equal(commands.filter((command) => command === restart).length, 2);
  assert.ok(!commands.some((command) => command.includes('disable')), commands.join('\n'));
});

test('setup --container writes a compose file and what it asks for', async (t) => {
  const { root, smarthost, setup, text } = await stage(t);
  const { code, stdout, stderr } = await setup(...domain, '--smarthost', smarthost, '--container');
  assert.equal(code, 0, stderr);
  const folder = process.cwd();
  const environmentFile = text(join(folder, '.env'));
  assert.equal(statSync(join(root, folder, '.env')).mode & 0o777, 0o600);
  // Every variable that the compose file requires is there.
  const required = text(join(folder, 'compose.yaml')).matchAll(/\$\{(MAYFLY_\w+):\?/g);
  const names = [...required].map(([, name]) => name);
  assert.match(environmentFile, /^MAYFLY_CREATE='anyone'$/m);
  assert.ok(names.length >= 5);
  for (const name of names) assert.match(environmentFile, new RegExp(`^${name}='.+'$`, 'm'));
  assert.match(stdout, /podman compose up -d/);
  // podman-compose 1.0, which Debian 12 has, takes it for text.
  for (const name of readdirSync(folder).filter((name) => /^compose.*\.yaml$/.test(name)))
    assert.doesNotMatch(readFileSync(join(folder, name), 'utf8'), /:-\}/, name);

  const own = await stage(t);
  const certificates = await own.setup(
    ...domain,
    ...['--smarthost', own.smarthost, '--container', '--acme', "o'neil@home.example"],
  );
  assert.match(certificates.stdout, /podman compose -f compose\.yaml -f compose\.acme\.yaml up -d/);
  assert.match(own.text(join(folder, '.env')), /^MAYFLY_ACME='o\\'neil@home\.example'$/m);
  assert.match(own.text(join(folder, 'compose.acme.yaml')), /MAYFLY_ACME: \$\{MAYFLY_ACME:\?/);
});
