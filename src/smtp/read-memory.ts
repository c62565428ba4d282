import { type BoundSocket, Socket, type SocketConstructorOpts } from 'node:net';

/** Whom the octets of a connection go to. */
export interface Reader {
  /** The next octets. Valid during the call; and beyond it, until the read after that, where `needsLasting` was true. */
  read(octets: Buffer): void;
  /** Whether octets may still be in use when `read` has returned. None are read before they are not: the socket is paused. */
  readonly needsLasting: boolean;
}

/** Large enough that a large message takes few reads. */
const readOctets = 131_072;
/** Beyond so many connections in the middle of a large message, each read is copied. */
const mostLasting = 256;

/** For all connections whose octets are used at once. */
const shared = Buffer.allocUnsafeSlow(65_536);
const spare: Buffer[] = [];
let lasting = 0;

/**
 * Reads what comes on an accepted connection into memory that is used again. For each read, Node's `data` event takes 64 KiB
 * of new memory, whose collection costs more than all else that is done with a large message. Sockets that use memory of ours
 * (`onread`) have to be made so, and a server makes its own; hence the connection's handle moves to such a socket, which is
 * returned. Where there is no handle, or the accepted socket has begun to read, that is returned with its `data` event.
 */
export function readInto(accepted: Socket & { _handle?: unknown }, reader: Reader): Socket {
  const handle = accepted._handle;
  if (handle === undefined || handle === null || accepted.bytesRead > 0)
    return accepted.on('data', (octets: Buffer) => reader.read(octets));
  accepted._handle = null;
  accepted.destroy();
  let own: Buffer | undefined;
  const options: SocketConstructorOpts = {
    handle: handle as BoundSocket,
    allowHalfOpen: true,
    onread: {
      // Asked for after each read, for the next.
      buffer() {
        if (reader.needsLasting) own ??= lend();
        else own = takeBack(own);
        return own ?? shared;
      },
      callback(size, memory) {
        const octets = Buffer.from(memory.buffer, memory.byteOffset, size);
        reader.read(reader.needsLasting && own === undefined ? Buffer.from(octets) : octets);
        return true;
      },
    },
  };
  // What was lent at the end of a connection may still be in use, and is left to the garbage collector.
  return new Socket(options).once('close', () => {
    if (own !== undefined) lasting -= 1;
  });
}

function lend(): Buffer | undefined {
  if (lasting === mostLasting) return undefined;
  lasting += 1;
  return spare.pop() ?? Buffer.allocUnsafeSlow(readOctets);
}

function takeBack(own: Buffer | undefined): undefined {
  if (own === undefined) return;
  lasting -= 1;
  spare.push(own);
}
