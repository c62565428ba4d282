// SPDX-License-Identifier: MIT
import { type Answers, behindProxy, dkimSelector, places } from './answers.ts';

/**
 * `mayfly.toml` for a service under systemd, with a comment for each setting. It starts as it stands, so `hasIpv6` has to be true of
 * the machine.
 */
export function formatSettingsFile(answers: Answers, hasIpv6: boolean): string {
  const { domain, hostname, target, nextHop, publicUrl, acme, create } = answers;
  const everywhere = hasIpv6 ? '[::]' : '0.0.0.0';
  return `# Settings of Mayfly; docs/operations.md has all of them. Only root may read this file: it may hold a password.
# After a change: systemctl restart mayfly && mayfly doctor --config ${places.settings}

# The domains of the aliases, whose MX leads here, and the name of this mail server.
domains = [${quote(domain)}]
hostname = ${quote(hostname)}

# Mail from everywhere${hasIpv6 ? ', IPv4 and IPv6' : '; "[::]:25" for IPv6 too, once this machine has it'}.
smtp_listen = "${everywhere}:25"

${acme === undefined ? websiteForProxy : formatOwnWebsite(acme, everywhere)}public_url = ${quote(publicUrl)}

# Who may make aliases: "anyone" who reaches the website, or "keys", for those alone who have a key (mayfly key create).
create = ${quote(create)}

# Where messages are passed on to: "direct", or a smarthost. @ / ? # : % , in its password are %40 %2F %3F %23 %3A %25 %2C.
next_hop = ${quote(nextHop)}

# Who reads mail to postmaster, which every domain must take.
postmaster = ${quote(target)}

# The aliases, and the secret without which they cannot be read. Keep a copy of the secret apart from the backups.
store = "lmdb:${places.state}/store"
secret_file = "${places.state}/secret"

# The key that signs our own reports; \`mayfly dns\` prints its record.
dkim_key = "${places.dkimKey}"
dkim_selector = ${quote(dkimSelector)}
${acme === undefined ? formatLaterCertificate(hostname) : ''}`;
}

const websiteForProxy = `# The website is on loopback, for the reverse proxy that speaks HTTPS.
http_listen = "${behindProxy}"
trust_proxy = ["127.0.0.1", "::1"]
`;

function formatOwnWebsite(acme: string, everywhere: string): string {
  return `# The website over HTTPS; port 80 is for the authority that gives the certificates, and leads to HTTPS.
https_listen = "${everywhere}:443"
http_listen = "${everywhere}:80"
# Let's Encrypt gives the certificates, and writes here (docs/operations.md#of-its-own).
acme = ${quote(acme)}
`;
}

function formatLaterCertificate(hostname: string): string {
  return `
# STARTTLS, once there is a certificate for ${hostname} (docs/operations.md#tls):
# tls_cert = "/etc/mayfly/tls/fullchain.pem"
# tls_key = "/etc/mayfly/tls/privkey.pem"
`;
}

/** A basic string of TOML; JSON escapes what TOML does, but for DEL. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\x7f', '\\u007F');
}
