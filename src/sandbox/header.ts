/** Header block of a message as text, as far as it lies within the first 64 KiB. */
export function headerOf(octets: Buffer): string {
  const beginning = octets.subarray(0, 65_536);
  const end = beginning.indexOf('\r\n\r\n');
  return beginning.toString('utf8', 0, end === -1 ? beginning.length : end);
}

/** Body of a header field, unfolded (RFC 5322 §2.2.3); of several, the first. Encoded words stay as they are. */
export function fieldBody(header: string, name: string): string | undefined {
  const fields = header.replace(/\r\n(?=[ \t])/g, '').split('\r\n');
  const prefix = `${name.toLowerCase()}:`;
  return fields
    .find((field) => field.toLowerCase().startsWith(prefix))
    ?.slice(prefix.length)
    .trim();
}
