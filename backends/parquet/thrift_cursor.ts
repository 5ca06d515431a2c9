import { ThriftType } from "./thrift_compact.ts";

/** Deeper than any footer. */
const MAX_DEPTH = 32;

/**
 * Goes through Thrift's compact protocol without keeping anything: a footer of some megabytes may
 * claim millions of structs, whose tree (`thrift_compact.ts`) would take all memory.
 *
 * All methods throw a `RangeError` where the bytes are none of the protocol.
 */
export class ThriftCursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** @param bytes A struct, with nothing after it. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether all bytes were read. */
  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /**
   * Goes through a struct.
   *
   * @param onField Reads the value of a field, or returns `false` to have it skipped.
   */
  struct(onField: (id: number, type: ThriftType) => unknown, depth = 0): void {
    if (depth > MAX_DEPTH) throw new RangeError("its structs are nested too deep");
    let id = 0;
    for (let header = this.#byte(); header !== 0; header = this.#byte()) {
      const delta = header >> 4;
      id = delta === 0 ? this.#integer() : id + delta;
      const type = header & 15;
      if (onField(id, type) !== false) continue;
      // A boolean's value is its type.
      if (type > ThriftType.False) this.skip(type, depth + 1);
    }
  }

  /** Goes through a struct in the field of a struct, of this type. */
  structOf(type: ThriftType, onField: (id: number, type: ThriftType) => unknown): void {
    if (type !== ThriftType.Struct) throw new RangeError("a value is no struct");
    this.struct(onField);
  }

  /** Goes through a list of structs in a field of this type. @returns How many it has. */
  structs(type: ThriftType, onItem: (index: number) => void): number {
    if (type !== ThriftType.List) throw new RangeError("a value is no list");
    const list = this.#list();
    if (list.type !== ThriftType.Struct) throw new RangeError("a list is none of structs");
    for (let index = 0; index < list.length; index++) onItem(index);
    return list.length;
  }

  /** Reads a whole number in a field of this type. */
  integer(type: ThriftType): number {
    if (type < ThriftType.Int16 || type > ThriftType.Int64) {
      throw new RangeError("a value is no number");
    }
    return this.#integer();
  }

  #integer(): number {
    const zigzag = this.#varint();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  /** Reads bytes in a field of this type, with their length before them; a view of them. */
  binary(type: ThriftType): Uint8Array {
    if (type !== ThriftType.Binary) throw new RangeError("a value is no text");
    const length = this.#varint();
    this.#move(length);
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Skips a value. */
  skip(type: ThriftType, depth: number): void {
    if (depth > MAX_DEPTH) throw new RangeError("its structs are nested too deep");
    switch (type) {
      case ThriftType.True: // In a list, where each boolean is a byte.
      case ThriftType.False:
      case ThriftType.Byte:
        return this.#move(1);
      case ThriftType.Int16:
      case ThriftType.Int32:
      case ThriftType.Int64:
        this.#varint();
        return;
      case ThriftType.Double:
        return this.#move(8);
      case ThriftType.Binary:
        this.binary(type);
        return;
      case ThriftType.List:
      case ThriftType.Set: {
        const { length, type: itemType } = this.#list();
        if (length > MAX_UNKNOWN_ITEMS) throw new RangeError(`a list has ${length} items`);
        for (let index = 0; index < length; index++) this.skip(itemType, depth + 1);
        return;
      }
      case ThriftType.Struct:
        return this.struct(() => false, depth + 1);
      default:
        throw new RangeError(`a value has the unknown type ${type}`);
    }
  }

  #list(): { length: number; type: ThriftType } {
    const header = this.#byte();
    const length = header >> 4 === 15 ? this.#varint() : header >> 4;
    // Each item has a byte at least. A reader makes room for all items before it reads one.
    if (length > this.#bytes.length - this.#at) throw new RangeError(`a list has ${length} items`);
    return { length, type: header & 15 };
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError("it ends too early");
    return byte;
  }

  #move(length: number): void {
    if (length > this.#bytes.length - this.#at) throw new RangeError("it ends too early");
    this.#at += length;
  }

  #varint(): number {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 56) throw new RangeError("a number has no end");
    }
  }
}

/** Of what is not looked at: encodings, statistics of encodings, keys and values. */
const MAX_UNKNOWN_ITEMS = 2 ** 17;
