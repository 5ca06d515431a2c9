/**
 * Thrift's compact protocol, in which Parquet footers are written: parsed into
 * a tree of fields, and written back byte for byte. Libraries for Parquet drop
 * the fields that they do not know, or the types of those that they know.
 *
 * @module
 */
import { ThriftBytes, unknownType } from "./thrift_bytes.ts";
import { ThriftType } from "./thrift_type.ts";

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

/**
 * Reads a struct.
 *
 * @param bytes The struct, with nothing after it.
 * @throws {RangeError} Where they are anything else.
 */
export function parseStruct(bytes: Uint8Array): ThriftStruct {
  const reader = new Reader(bytes);
  const struct = reader.struct(0);
  if (!reader.atEnd) throw new RangeError("there are more bytes behind it");
  return struct;
}

/** The bytes of a struct. */
export function serializeStruct(struct: ThriftStruct): Uint8Array {
  const writer = new Writer();
  writer.struct(struct);
  return writer.bytes();
}

class Reader {
  readonly #bytes: ThriftBytes;

  constructor(bytes: Uint8Array) {
    this.#bytes = new ThriftBytes(bytes);
  }

  get atEnd(): boolean {
    return this.#bytes.atEnd;
  }

  struct(depth: number): ThriftStruct {
    const struct: ThriftStruct = new Map();
    this.#bytes.fields(depth, (id, type) => {
      const value = type <= ThriftType.False ? type === ThriftType.True : this.#value(type, depth);
      struct.set(id, { type, value });
    });
    return struct;
  }

  #value(type: ThriftType, depth: number): ThriftValue {
    switch (type) {
      case ThriftType.True: // In a list, where each boolean is a byte.
      case ThriftType.False:
      case ThriftType.Byte:
        return this.#bytes.byte();
      case ThriftType.Int16:
      case ThriftType.Int32:
      case ThriftType.Int64:
        return this.#bytes.integer();
      case ThriftType.Double:
        return this.#bytes.take(8);
      case ThriftType.Binary:
        return this.#bytes.binary();
      case ThriftType.List:
      case ThriftType.Set:
        return this.#list(depth + 1);
      case ThriftType.Struct:
        return this.struct(depth + 1);
      default:
        throw unknownType(type);
    }
  }

  #list(depth: number): ThriftList {
    const { length, type } = this.#bytes.list(depth);
    const items: ThriftValue[] = [];
    for (let i = 0; i < length; i++) items.push(this.#value(type, depth));
    return { type, items };
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
