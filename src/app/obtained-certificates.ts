// SPDX-License-Identifier: MIT
/** Certificates from an authority, by ACME. Loaded only where that is configured. */
import { type AccountKey, accountKeyOf } from '../acme/account.ts';
import { Authority } from '../acme/authority.ts';
import { keepCertificates } from '../acme/certificate-keeper.ts';
import { createTransport } from '../acme/transport.ts';
import type { Config } from '../config/config.ts';
import { certificateHosts, websiteOf } from '../config/own-hosts.ts';
import { certificateFileOf, readKept } from '../crypto/kept-certificates.ts';
import { type Certificates, Shelf } from './certificate-shelf.ts';
import { isFirst, type ServiceContext } from './context.ts';
import { version } from './version.ts';

/** Serves what was obtained before; `keep` sees to the rest. */
export async function openObtained(
  context: ServiceContext,
  acme: NonNullable<Config['acme']>,
): Promise<Certificates> {
  const { config, secrets, log, metrics } = context;
  const hosts = certificateHosts(config);
  const shelf = new Shelf(hosts[0], websiteOf(config) ?? hosts[0]);
  /** Gives the hosts whose certificate is another now. */
  const load = async (): Promise<readonly string[]> => {
    const changed: string[] = [];
    for (const host of hosts) {
      const kept = await readKept(certificateFileOf(config.secretFile, host));
      if (kept === undefined || shelf.get(host)?.cert.equals(kept.pem)) continue;
      shelf.put(host, { cert: kept.pem, key: kept.pem });
      changed.push(host);
    }
    metrics.useCertificates(shelf.chains());
    return changed;
  };
  await load();
  const account = accountKeyOf(secrets[0]);
  let tryNow = (): void => {};
  return {
    ...shelf.faces(),
    answerChallenge: (token) => `${token}.${account.thumbprint}`,
    keep: async () => {
      if (isFirst(context)) tryNow = startKeeping(context, { ...acme, account }, load);
    },
    reload: async () => {
      const changed = await load();
      if (changed.length > 0) log.info({ hosts: changed }, 'certificate reloaded');
      tryNow();
    },
  };
}

/** Starts to obtain and renew; gives what makes it try at once. */
function startKeeping(
  { config, log, metrics, channel, stack }: ServiceContext,
  acme: NonNullable<Config['acme']> & { readonly account: AccountKey },
  load: () => Promise<unknown>,
): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const send = createTransport(acme.ca, `mayfly/${version}`, signal);
  const authority = new Authority({ ...acme, send, signal });
  const keeper = keepCertificates({
    hosts: certificateHosts(config),
    fileOf: (host) => certificateFileOf(config.secretFile, host),
    order: (host) => authority.order(host),
    now: Date.now,
    random: Math.random,
    onObtained: (host, { expiresAt }) => {
      metrics.certificateOrdered('obtained');
      log.info({ host, expires: new Date(expiresAt).toISOString() }, 'certificate obtained');
      void load();
      channel?.reloadOthers();
    },
    onFailed: (host, { error, retryMs }) => {
      metrics.certificateOrdered('failed');
      log.error({ host, err: error, retrySeconds: Math.round(retryMs / 1000) }, 'certificate not obtained');
    },
  });
  stack.defer(() => {
    keeper.stop();
    stopping.abort();
  });
  return keeper.tryNow;
}
