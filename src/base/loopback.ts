import ipaddr from 'ipaddr.js';

/**
 * Whether a host is this machine itself: 127.0.0.0/8, `::1`, or a name that always stands for one of them (`localhost` and
 * names below it, RFC 6761 §6.3).
 */
export function isLoopback(host: string): boolean {
  if (ipaddr.isValid(host)) return ipaddr.process(host).range() === 'loopback';
  return host.toLowerCase() === 'localhost' || host.toLowerCase().endsWith('.localhost');
}
