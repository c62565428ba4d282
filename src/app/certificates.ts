// SPDX-License-Identifier: MIT
/** The certificates that are served: read from the files that the settings name, or obtained from an authority. */
import { certificateHosts } from '../config/own-hosts.ts';
import { type CertificatePair, readCertificate } from '../crypto/certificate-files.ts';
import { followCertificate } from './certificate.ts';
import { type Certificates, Shelf } from './certificate-shelf.ts';
import type { ServiceContext } from './context.ts';

/** Between two looks at the files of the certificate, ms. */
const certificateEveryMs = 60_000;

/** Opens what is configured. Rejects with `CertificateError` for files that cannot be used. */
export async function openCertificates(context: ServiceContext): Promise<Certificates | undefined> {
  const { config } = context;
  if (config.acme !== undefined) {
    const { openObtained } = await import('./obtained-certificates.ts');
    return openObtained(context, config.acme);
  }
  return config.tls === undefined ? undefined : openFiles(context, config.tls);
}

/** One certificate for everything, in files that somebody else renews. */
async function openFiles(
  { config, log, metrics, stack }: ServiceContext,
  files: NonNullable<ServiceContext['config']['tls']>,
): Promise<Certificates> {
  const [host] = certificateHosts(config);
  const shelf = new Shelf(host, host);
  const use = (pair: CertificatePair): void => {
    shelf.put(host, pair);
    metrics.useCertificates([pair.cert]);
  };
  use(await readCertificate(files));
  const follower = followCertificate(files, {
    everyMs: certificateEveryMs,
    use: (pair) => {
      use(pair);
      log.info('certificate reloaded');
    },
    keep: (error) => log.error({ err: error }, 'certificate not reloaded, the old one stays'),
  });
  stack.defer(() => follower.stop());
  return {
    ...shelf.faces(),
    contextFor: () => undefined,
    answerChallenge: undefined,
    keep: async () => {},
    reload: () => follower.reload(),
  };
}
