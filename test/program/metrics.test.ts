// SPDX-License-Identifier: MIT
/** `GET /metrics` of the real program: figures that agree with what happened, in a format that Prometheus reads. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { selfSignedCertificate } from '../support/certificate.ts';
import { hangUp, say, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { type Family, figure, parseExposition } from '../support/program/exposition.ts';
import {
  createAlias,
  environment,
  type Program,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { need, run } from '../support/program/real-clients.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

interface Scraped {
  readonly text: string;
  readonly families: ReadonlyMap<string, Family>;
}

const target = 'canary.target.7f3a@hidden-home.example';
const certificateExpiry = 'mayfly_tls_certificate_expiry_timestamp_seconds';
/** Where the settings do not ask for them, they are not there; the tests of what they count see them. */
const conditional = [
  'mayfly_workers_ended_total',
  'mayfly_certificate_orders_total',
  'mayfly_next_hop_reachable',
  certificateExpiry,
];
const originator = 'originator@shop.example';

/** The figures once every SMTP connection is counted as closed. */
function untilAtRest(program: Program): Promise<Scraped> {
  return untilNone(program, 'mayfly_smtp_connections');
}

/** The figures once this one is 0, or after a minute. */
async function untilNone(program: Program, name: string): Promise<Scraped> {
  const deadlineAt = Date.now() + 60_000;
  for (;;) {
    const scraped = await scrape(program);
    if (figure(scraped.families, name) === 0 || Date.now() > deadlineAt) return scraped;
  }
}

async function scrape(program: Program): Promise<Scraped> {
  const response = await fetch(`${program.url}/metrics`);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  return { text, families: parseExposition(text) };
}

/** Delivers three messages through an alias of three uses, and tries a fourth. Gives the octets of all. */
async function spendThree(program: Program): Promise<number> {
  const { address } = await createAlias(program, { target, maxUses: 3 });
  const message = 'Subject: hello\r\n\r\nIt works.\r\n';
  for (let sent = 0; sent < 3; sent++) {
    const [dialogue, accepted] = await Dialogue.envelope(program.smtpPort, address, originator);
    assert.match(accepted, /^250 /);
    assert.match(await dialogue.message(message), /^250 /);
    await dialogue.say('QUIT');
  }
  const [late, refused] = await Dialogue.envelope(program.smtpPort, address, originator);
  assert.match(refused, /^550 5\.1\.1 /);
  assert.match(await late.say('RCPT TO:<someone@elsewhere.example>'), /^550 5\.7\.1 /);
  await late.say('QUIT');
  await late.closed();
  return 3 * message.length;
}

test('three messages delivered and two recipients refused are what the figures say', async (t) => {
  const program = await startProgram(t, environment(temporaryFolder(t)));
  const octets = await spendThree(program);
  const { text, families } = await untilAtRest(program);
  const expected: readonly (readonly [number, string, Record<string, string>?])[] = [
    [3, 'mayfly_recipients_total', { result: 'accepted', reason: 'recipient_ok' }],
    [1, 'mayfly_recipients_total', { result: 'refused', reason: 'no_such_alias' }],
    [1, 'mayfly_recipients_total', { result: 'refused', reason: 'relaying_denied' }],
    [5, 'mayfly_recipients_total'],
    [3, 'mayfly_messages_total', { outcome: 'delivered' }],
    [3, 'mayfly_messages_total'],
    [0, 'mayfly_message_refusals_total'],
    [octets, 'mayfly_delivered_bytes_total'],
    [3, 'mayfly_held_dot_duration_seconds_count', { step: 'spend' }],
    [3, 'mayfly_held_dot_duration_seconds_count', { step: 'next_hop' }],
    [3, 'mayfly_store_operation_duration_seconds_count', { operation: 'spend' }],
    [3, 'mayfly_store_operation_duration_seconds_count', { operation: 'settle' }],
    [0, 'mayfly_store_failures_total'],
    [1, 'mayfly_aliases_created_total'],
    [4, 'mayfly_smtp_connections_accepted_total'],
    [0, 'mayfly_smtp_connections_refused_total'],
    [4, 'mayfly_smtp_sessions_total', { tls: 'no', farewell: '221' }],
    [2, 'mayfly_smtp_errors_total'],
    [0, 'mayfly_smtp_connections'],
    [1, 'mayfly_next_hop_sessions', { state: 'idle' }],
    [0, 'mayfly_next_hop_failures_total'],
    [1, 'mayfly_http_requests_total', { method: 'POST', route: '/aliases', status: '201' }],
    [1, 'mayfly_build_info'],
  ];
  for (const [value, name, labels] of expected)
    assert.equal(figure(families, name, labels), value, `${name} ${JSON.stringify(labels ?? {})}`);
  for (const secret of ['canary', '7f3a', 'hidden-home', 'originator', 'shop.example', 'alias.localhost'])
    assert.ok(!text.includes(secret), secret);
  assert.ok(!text.includes('127.0.0.1'));
});

test('promtool finds nothing to complain of', async (t) => {
  if (!need(t, 'promtool')) return;
  const program = await startProgram(t, environment(temporaryFolder(t)));
  await spendThree(program);
  const { text } = await scrape(program);
  assert.deepEqual(await run('promtool', ['check', 'metrics'], ours(text)), { code: 0, said: '' });
});

test('promtool takes the alerts in docs/, and they know no metric but ours', async (t) => {
  if (!need(t, 'promtool')) return;
  const path = fileURLToPath(new URL('../../docs/mayfly-alerts.yml', import.meta.url));
  const { code, said } = await run('promtool', ['check', 'rules', '--lint-fatal', path]);
  assert.equal(code, 0, said);
  const program = await startProgram(t, environment(temporaryFolder(t)));
  const { families } = await scrape(program);
  for (const [name] of readFileSync(path, 'utf8').matchAll(/\b(?:mayfly|nodejs)_[a-z0-9_]+(?=[[{)])/g))
    assert.ok(families.has(withoutSuffix(name)) || conditional.includes(name), name);
});

test('promtool takes the queries of the dashboard in docs/, and they know no metric but ours', async (t) => {
  if (!need(t, 'promtool')) return;
  const path = fileURLToPath(new URL('../../docs/mayfly-dashboard.json', import.meta.url));
  const {
    panels,
  }: { readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[] } = JSON.parse(
    readFileSync(path, 'utf8'),
  );
  // What Grafana puts in before it asks.
  const queries = panels.flatMap(({ targets }) =>
    targets.map(({ expr }) =>
      expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$(?:job|instance)/g, 'x'),
    ),
  );
  assert.ok(queries.length > 10);
  const rules = queries.map((expr, at) => ({ record: `query:${at}`, expr }));
  const file = join(temporaryFolder(t), 'rules.json');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
  const { code, said } = await run('promtool', ['check', 'rules', '--lint=none', file]);
  assert.equal(code, 0, said);
  const program = await startProgram(t, environment(temporaryFolder(t)));
  const { families } = await scrape(program);
  const names = queries.flatMap(
    (query) => query.match(/\b(?:mayfly|nodejs|process)_[a-z0-9_]+(?=[[{)])/g) ?? [],
  );
  assert.ok(names.length >= queries.length);
  for (const name of names) assert.ok(families.has(withoutSuffix(name)) || conditional.includes(name), name);
  for (const name of [
    'mayfly_next_hop_reachable',
    certificateExpiry,
    'mayfly_blocks',
    'mayfly_questions_total',
  ])
    assert.ok(names.includes(name), name);
});

test('a message that breaks off, one that the next hop refuses and a next hop that is away are told apart', async (t) => {
  const hop = await startScriptedHop({ dot: say('554 5.7.1 canary refusal') });
  t.after(() => hop.close());
  const next = `smtp://127.0.0.1:${hop.port}?tls=none`;
  const program = await startProgram(t, environment(temporaryFolder(t), { MAYFLY_NEXT_HOP: next }));
  const { address } = await createAlias(program, { target, maxUses: 9 });
  const [refused] = await Dialogue.envelope(program.smtpPort, address, originator);
  assert.match(await refused.message('Subject: a\r\n\r\n'), /^554 5\.7\.0 /);
  await refused.say('QUIT');
  const [broken] = await Dialogue.envelope(program.smtpPort, address, originator);
  assert.match(await broken.say('DATA'), /^354 /);
  broken.drop();
  const { families } = await untilAtRest(program);
  assert.equal(figure(families, 'mayfly_messages_total', { outcome: 'refused_by_next_hop' }), 1);
  assert.equal(figure(families, 'mayfly_message_refusals_total', { result: 'refused', reason: 'policy' }), 1);
  assert.equal(figure(families, 'mayfly_messages_total', { outcome: 'aborted' }), 1);
  assert.equal(figure(families, 'mayfly_messages_total', { outcome: 'delivered' }), 0);
  assert.equal(figure(families, 'mayfly_delivered_bytes_total'), 0);

  hop.follow({ greeting: hangUp, mail: hangUp });
  const [late, away] = await Dialogue.envelope(program.smtpPort, address, originator);
  assert.match(away, /^451 4\.4\.1 /);
  late.drop();
  const after = (await scrape(program)).families;
  const unavailable = { result: 'deferred', reason: 'next_hop_unavailable' };
  assert.equal(figure(after, 'mayfly_recipients_total', unavailable), 1);
  assert.ok(figure(after, 'mayfly_next_hop_failures_total') >= 1);
});

test('an event stream is counted while its client follows', async (t) => {
  const program = await startProgram(t, environment(temporaryFolder(t)));
  const alias = await createAlias(program, { target, maxUses: 3 });
  const client = new AbortController();
  const stream = await fetch(`${program.url}/aliases/${alias.address}/events`, {
    headers: { authorization: `Bearer ${alias.manageToken}` },
    signal: client.signal,
  });
  await stream.body?.getReader().read();
  assert.equal(figure((await scrape(program)).families, 'mayfly_http_event_streams'), 1);
  client.abort();
  const { families } = await untilNone(program, 'mayfly_http_event_streams');
  assert.equal(figure(families, 'mayfly_http_event_streams'), 0);
});

test('docs/monitoring.md names every metric of ours and no other, the expiry of the certificate included', async (t) => {
  const folder = temporaryFolder(t);
  const { cert, key } = selfSignedCertificate();
  const files = { MAYFLY_TLS_CERT: join(folder, 'cert.pem'), MAYFLY_TLS_KEY: join(folder, 'key.pem') };
  writeFileSync(files.MAYFLY_TLS_CERT, cert);
  writeFileSync(files.MAYFLY_TLS_KEY, key);
  const program = await startProgram(t, environment(folder, files));
  const { families } = await scrape(program);
  const documented = readFileSync(new URL('../../docs/monitoring.md', import.meta.url), 'utf8');
  const named = [...documented.matchAll(/\bmayfly_[a-z_]+/g)].map(([name]) => withoutSuffix(name));
  const exposed = [...families.keys()].filter((name) => name.startsWith('mayfly_'));
  exposed.push(...conditional);
  assert.deepEqual([...new Set(named)].sort(), [...new Set(exposed)].sort());
  assert.equal(figure(families, certificateExpiry), Date.parse(new X509Certificate(cert).validTo) / 1000);
});

test('to whoever comes through a proxy or under another name there is nothing at /metrics', async (t) => {
  const program = await startProgram(t, environment(temporaryFolder(t)));
  const { host } = new URL(program.url);
  const statusWith = async (headers: string): Promise<string> =>
    (await run('curl', ['-si', '--config', '-', `${program.url}/metrics`], headers)).said.slice(9, 12);
  assert.equal(await statusWith(''), '200');
  assert.equal(await statusWith(`header = "Host: localhost:1"`), '200');
  assert.equal(await statusWith('header = "X-Forwarded-For: 127.0.0.1"'), '404');
  assert.equal(await statusWith('header = "Forwarded: for=127.0.0.1"'), '404');
  assert.equal(await statusWith('header = "Via: 1.1 proxy"'), '404');
  assert.equal(await statusWith('http1.0'), '404', 'nginx with proxy_pass alone');
  assert.equal(await statusWith(`header = "Host: rebound.example:${host.split(':')[1]}"`), '421');
});

for (const [name, setting] of [
  ['a trusted proxy', { MAYFLY_TRUST_PROXY: '127.0.0.1' }],
  ['a public URL', { MAYFLY_PUBLIC_URL: 'https://alias.example' }],
  ['an address of their own', { MAYFLY_METRICS_LISTEN: '127.0.0.1:0' }],
] as const)
  test(`with ${name} configured there is nothing at /metrics of the HTTP address`, async (t) => {
    const program = await startProgram(t, environment(temporaryFolder(t), setting));
    assert.equal((await fetch(`${program.url}/metrics`)).status, 404);
  });

test('an address of their own serves the metrics and nothing else', async (t) => {
  const env = environment(temporaryFolder(t), {
    MAYFLY_METRICS_LISTEN: '127.0.0.1:0',
    MAYFLY_TRUST_PROXY: '127.0.0.1',
  });
  const program = await startProgram(t, env);
  const line =
    program
      .output()
      .split('\n')
      .find((text) => text.includes('"listening"')) ?? '';
  const url = `http://${JSON.parse(line).metrics}`;
  const response = await fetch(`${url}/metrics`);
  assert.equal(response.status, 200);
  assert.equal(figure(parseExposition(await response.text()), 'mayfly_build_info'), 1);
  assert.equal((await fetch(`${url}/healthz`)).status, 404);
  assert.equal(await program.stop(), 0);
});

test('with a token the metrics are for who has it, through a proxy too', async (t) => {
  const token = '0123456789abcdef0123456789abcdef';
  const env = environment(temporaryFolder(t), {
    MAYFLY_METRICS_TOKEN: token,
    MAYFLY_PUBLIC_URL: 'https://alias.example',
  });
  const program = await startProgram(t, env);
  const statusWith = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${program.url}/metrics`, { headers })).status;
  assert.equal(await statusWith({}), 404);
  assert.equal(await statusWith({ authorization: `Bearer ${token}0` }), 404);
  assert.equal(await statusWith({ authorization: `Bearer ${token}`, 'x-forwarded-for': '192.0.2.1' }), 200);
});

/** The name of the histogram that a figure is of. */
function withoutSuffix(name: string): string {
  return name.replace(/_(?:bucket|sum|count)$/, '');
}

/** The metrics that are ours: names of the library's own are not up to us. */
function ours(text: string): string {
  return text
    .split('\n')
    .filter((line) => /^(?:# (?:HELP|TYPE) )?mayfly_/.test(line))
    .map((line) => `${line}\n`)
    .join('');
}
