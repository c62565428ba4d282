// SPDX-License-Identifier: MIT
import { type BoundSocket, type Server, Socket, type SocketConstructorOpts } from 'node:net';

/** Whom the octets of a connection go to. */
export interface Reader {
  /**
   * The next octets: those of `memory` until before `end`. Valid during the call; and beyond it, until the read after that,
   * where `needsLasting` was true.
   */
  read(memory: Buffer, end: number): void;
  /** Whether octets may still be in use when `read` has returned. None are read before they are not: the socket is paused. */
  readonly needsLasting: boolean;
}

/** Large enough that a large message takes few reads. */
const readOctets = 131_072;
/** Maximum number of connections in the middle of a large message that have memory of their own; of further ones each read is copied. */
const maxLasting = 256;

/** For all connections whose octets are used at once. */
const shared = Buffer.allocUnsafeSlow(65_536);
const spare: Buffer[] = [];
let lasting = 0;

/**
 * Has a server that listens make sockets that read into memory which is used again. For each read, Node's `data` event takes
 * 64 KiB of new memory, whose collection costs more than all else that is done with a large message. Sockets that use memory of
 * ours (`onread`) have to be made so, and a server makes its own; hence ours are made where Node would make them. Where a
 * later Node does that elsewhere, the server keeps its sockets, and `readInto` uses their `data` event.
 */
export function acceptReadable(server: Server & { _handle?: ListeningHandle | null }): void {
  const listening = server._handle;
  const accept = listening?.onconnection;
  if (!listening || accept === undefined) return;
  listening.onconnection = (error, handle) => {
    if (error || handle === undefined) accept.call(listening, error, handle);
    else server.emit('connection', new LendingSocket(handle, { reader: undefined, memory: undefined }));
  };
}

/** What `node:net` listens on. */
interface ListeningHandle {
  onconnection?: (error: number, handle: AcceptedHandle | undefined) => void;
}

type AcceptedHandle = BoundSocket & { setNoDelay(isOn: boolean): void };

/** Gives what comes on a connection to its reader. To be called before anything can have been read, or once a header was. */
export function readInto(socket: Socket, reader: Reader): void {
  if (socket instanceof LendingSocket && socket.bytesRead === 0) socket.loan.reader = reader;
  else socket.on('data', (octets: Buffer) => reader.read(octets, octets.length));
}

/** Who reads a socket, and the memory that it reads into: the shared one, or one that is lent to it alone. */
interface Loan {
  reader: Reader | undefined;
  memory: Buffer | undefined;
}

/** Given none, Node goes on with the memory that it has, which spares it a look into that. */
const unchanged = undefined as unknown as Buffer;

/** Without a reader it emits `data` as any other. */
class LendingSocket extends Socket {
  readonly loan: Loan;

  constructor(handle: AcceptedHandle, loan: Loan) {
    const onread: SocketConstructorOpts['onread'] = {
      // Asked for after each read, for the next.
      buffer() {
        const { reader, memory } = loan;
        loan.memory = reader?.needsLasting ? lend(memory) : takeBack(memory);
        return loan.memory === memory ? unchanged : loan.memory;
      },
      callback: (size) => {
        const { reader, memory = shared } = loan;
        if (reader === undefined) return this.push(Buffer.from(memory.subarray(0, size)));
        const isCopied = memory === shared && reader.needsLasting;
        reader.read(isCopied ? Buffer.from(memory.subarray(0, size)) : memory, size);
        return true;
      },
    };
    super({ handle, allowHalfOpen: true, onread });
    this.loan = loan;
    handle.setNoDelay(true);
    // What was lent at the end of a connection may still be in use, and is left to the garbage collector.
    this.on('close', () => {
      loan.reader = undefined;
      if (isLent(loan.memory)) lasting -= 1;
    });
  }
}

function isLent(memory: Buffer | undefined): memory is Buffer {
  return memory !== undefined && memory !== shared;
}

/** A memory for one socket alone, if there is one to be had, in place of the shared one. */
function lend(present: Buffer | undefined): Buffer {
  if (isLent(present)) return present;
  if (lasting === maxLasting) return shared;
  lasting += 1;
  return spare.pop() ?? Buffer.allocUnsafeSlow(readOctets);
}

/** The shared memory in place of one that was lent. */
function takeBack(present: Buffer | undefined): Buffer {
  if (isLent(present)) {
    lasting -= 1;
    spare.push(present);
  }
  return shared;
}
