/**
 * Thrift's compact protocol, in which Parquet footers are written: parsed into
 * a tree of fields, and written back byte for byte. Libraries for Parquet drop
 * the fields that they do not know, or the types of those that they know.
 *
 * @module
 */

/** A value of the tree. Its {@linkcode ThriftType} tells which kind it is. */
export type ThriftValue = boolean | number | Uint8Array | ThriftList | ThriftStruct;

/** The fields of a struct, by their ids. */
export type ThriftStruct = Map<number, ThriftField>;

/** A field of a struct. */
export interface ThriftField {
  /** The type of its value. */
  type: ThriftType;
  /** The value. */
  value: ThriftValue;
}

/** A list, or a set, of values of one type. */
export interface ThriftList {
  /** The type of its items. */
  type: ThriftType;
  /** The items. */
  items: ThriftValue[];
}

/** The types of values, by their numbers in the protocol. Maps are in no footer. */
export enum ThriftType {
  True = 1,
  False = 2,
  Byte = 3,
  Int16 = 4,
  Int32 = 5,
  Int64 = 6,
  Double = 7,
  Binary = 8,
  List = 9,
  Set = 10,
  Struct = 12,
}

/** Deeper than any footer. */
const MAX_DEPTH = 32;

/**
 * Reads a struct.
 *
 * @param bytes The struct, with nothing after it.
 * @throws {RangeError} Where they are anything else.
 */
export function parseStruct(bytes: Uint8Array): ThriftStruct {
  const reader = new Reader(bytes);
  const struct = reader.struct(0);
  if (!reader.atEnd) throw new RangeError("Cannot parse Thrift: expected an end, found more bytes");
  return struct;
}

/** The bytes of a struct. */
export function serializeStruct(struct: ThriftStruct): Uint8Array {
  const writer = new Writer();
  writer.struct(struct);
  return writer.bytes();
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  struct(depth: number): ThriftStruct {
    if (depth > MAX_DEPTH) throw new RangeError("Cannot parse Thrift: the structs are too deep");
    const struct: ThriftStruct = new Map();
    let id = 0;
    for (let header = this.#byte(); header !== 0; header = this.#byte()) {
      const delta = header >> 4;
      id = delta === 0 ? this.#integer() : id + delta;
      const type = header & 15;
      const value = type <= ThriftType.False ? type === ThriftType.True : this.#value(type, depth);
      struct.set(id, { type, value });
    }
    return struct;
  }

  #value(type: ThriftType, depth: number): ThriftValue {
    switch (type) {
      case ThriftType.True: // In a list, where each boolean is a byte.
      case ThriftType.False:
      case ThriftType.Byte:
        return this.#byte();
      case ThriftType.Int16:
      case ThriftType.Int32:
      case ThriftType.Int64:
        return this.#integer();
      case ThriftType.Double:
        return this.#bytesOf(8);
      case ThriftType.Binary:
        return this.#bytesOf(this.#varint());
      case ThriftType.List:
      case ThriftType.Set:
        return this.#list(depth + 1);
      case ThriftType.Struct:
        return this.struct(depth + 1);
      default:
        throw new RangeError(`Cannot parse Thrift: expected a type, found ${type}`);
    }
  }

  #list(depth: number): ThriftList {
    if (depth > MAX_DEPTH) throw new RangeError("Cannot parse Thrift: the lists are too deep");
    const header = this.#byte();
    const length = header >> 4 === 15 ? this.#varint() : header >> 4;
    const type = header & 15;
    const items: ThriftValue[] = [];
    // Each item has a byte at least, so that a length that is none comes to an end.
    for (let i = 0; i < length; i++) items.push(this.#value(type, depth));
    return { type, items };
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError("Cannot parse Thrift: the bytes end too early");
    return byte;
  }

  #bytesOf(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) {
      throw new RangeError("Cannot parse Thrift: the bytes end too early");
    }
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  #integer(): number {
    const zigzag = this.#varint();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  #varint(): number {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (value >= Number.MAX_SAFE_INTEGER) {
        throw new RangeError("Cannot parse Thrift: a number is beyond 2^53");
      }
      if (byte < 128) return value;
      if (scale > 2 ** 56) throw new RangeError("Cannot parse Thrift: a number has no end");
    }
  }
}

class Writer {
  #bytes = new Uint8Array(4096);
  #end = 0;

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#end);
  }

  struct(struct: ThriftStruct): void {
    let last = 0;
    for (const [id, { type, value }] of struct) {
      const delta = id - last;
      last = id;
      const header = typeof value === "boolean" ? value ? ThriftType.True : ThriftType.False : type;
      if (delta > 0 && delta < 16) {
        this.#byte(delta << 4 | header);
      } else {
        this.#byte(header);
        this.#integer(id);
      }
      if (typeof value !== "boolean") this.#value(type, value);
    }
    this.#byte(0);
  }

  #value(type: ThriftType, value: ThriftValue): void {
    switch (type) {
      case ThriftType.Int16:
      case ThriftType.Int32:
      case ThriftType.Int64:
        return this.#integer(value as number);
      case ThriftType.Double:
        return this.#put(value as Uint8Array);
      case ThriftType.Binary:
        this.#varint((value as Uint8Array).length);
        return this.#put(value as Uint8Array);
      case ThriftType.List:
      case ThriftType.Set:
        return this.#list(value as ThriftList);
      case ThriftType.Struct:
        return this.struct(value as ThriftStruct);
      default:
        return this.#byte(value as number);
    }
  }

  #list({ type, items }: ThriftList): void {
    this.#byte(Math.min(items.length, 15) << 4 | type);
    if (items.length >= 15) this.#varint(items.length);
    for (const item of items) this.#value(type, item);
  }

  #integer(value: number): void {
    this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  #varint(value: number): void {
    for (; value > 127; value = Math.floor(value / 128)) this.#byte(value % 128 + 128);
    this.#byte(value);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#end++] = value;
  }

  #put(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  #reserve(length: number): void {
    if (this.#end + length <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#end + length, this.#bytes.length * 2));
    larger.set(this.bytes());
    this.#bytes = larger;
  }
}
