// SPDX-License-Identifier: MIT
import { crc32 } from 'node:zlib';

/** A file of an archive: its name within, with slashes, and its octets. */
export interface ZipFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * A ZIP archive that is the same for the same files, on every machine and with every version of Node: names are sorted, every
 * date is the first that the format knows, and nothing is compressed, since what zlib makes of the same input differs
 * between processors. Files may have no more than 4 GiB in all.
 */
export function zip(files: readonly ZipFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = Buffer.from(name, 'utf8');
    const fields = commonFields(path, content);
    const local = Buffer.concat([signature(0x04034b50), fields, path, content]);
    directory.push(signature(0x02014b50), madeBy, fields, directoryFields(offset), path);
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...parts, central, ending(files.length, central.length, offset)]);
}

/** Version 2.0 of the format. */
const madeBy = Buffer.from([20, 0]);

/** 1 January 1980, midnight, in the format of MS-DOS. */
const date = 0x0021;
const utf8Names = 0x0800;

/** What a file's own header and the directory say alike: version, flags, method, time, date, checksum, sizes, lengths. */
function commonFields(path: Buffer, content: Uint8Array): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(utf8Names, 2);
  fields.writeUInt16LE(date, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(path.length, 22);
  return fields;
}

/** Comment, disk and attributes, which are none, then where the file begins. */
function directoryFields(offset: number): Buffer {
  const fields = Buffer.alloc(14);
  fields.writeUInt32LE(offset, 10);
  return fields;
}

function ending(count: number, size: number, offset: number): Buffer {
  const fields = Buffer.alloc(22);
  fields.writeUInt32LE(0x06054b50, 0);
  fields.writeUInt16LE(count, 8);
  fields.writeUInt16LE(count, 10);
  fields.writeUInt32LE(size, 12);
  fields.writeUInt32LE(offset, 16);
  return fields;
}

function signature(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32LE(value);
  return octets;
}
