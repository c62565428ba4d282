import { type Answers, dkimSelector, places } from './answers.ts';

/**
 * `mayfly.toml` for a service under systemd, with a comment for each setting. It starts as it stands, so `hasIpv6` has to be true of
 * the machine.
 */
export function formatSettingsFile(answers: Answers, hasIpv6: boolean): string {
  const { domain, hostname, target, nextHop, publicUrl } = answers;
  return `# Settings of Mayfly; docs/operations.md has all of them. Only root may read this file: it may hold a password.
# After a change: systemctl restart mayfly && mayfly doctor --config ${places.settings}

# The domains of the aliases, whose MX leads here, and the name of this mail server.
domains = [${quote(domain)}]
hostname = ${quote(hostname)}

# Mail from everywhere${hasIpv6 ? ', IPv4 and IPv6' : '; "[::]:25" for IPv6 too, once this machine has it'}. The website is on loopback, for the reverse proxy that speaks HTTPS.
smtp_listen = "${hasIpv6 ? '[::]:25' : '0.0.0.0:25'}"
http_listen = "127.0.0.1:8080"
public_url = ${quote(publicUrl)}
trust_proxy = ["127.0.0.1", "::1"]

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

# STARTTLS, once there is a certificate for ${hostname} (docs/operations.md#tls):
# tls_cert = "/etc/mayfly/tls/fullchain.pem"
# tls_key = "/etc/mayfly/tls/privkey.pem"
`;
}

/** A basic string of TOML; JSON escapes what TOML does, but for DEL. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\x7f', '\\u007F');
}
