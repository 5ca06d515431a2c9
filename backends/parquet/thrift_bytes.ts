import type { ThriftType } from "./thrift_type.ts";

/** Deeper than any footer. */
const MAX_DEPTH = 32;
/** As many as an integer of 64 bits takes, of seven bits each. */
const MAX_VARINT_BYTES = 10;

/** The error for a type that is none, or that no footer has. */
export function unknownType(type: number): RangeError {
  return new RangeError(`a value has the unknown type ${type}`);
}

/**
 * What Thrift's compact protocol is made of, read one after another: numbers, bytes, the heads of
 * lists and the fields of structs. Who reads decides what becomes of them: `thrift_compact.ts` makes
 * a tree, `thrift_cursor.ts` keeps nothing.
 *
 * All methods throw a `RangeError` where the bytes are none of the protocol, or more than a reader
 * could hold.
 */
export class ThriftBytes {
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

  /** One byte. */
  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError("it ends too early");
    return byte;
  }

  /** Some bytes; a view of them. */
  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new RangeError("it ends too early");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Bytes with their length before them; a view of them. */
  binary(): Uint8Array {
    return this.take(this.#varint());
  }

  /** A whole number. One beyond 2^53 would be another one once it is written again. */
  integer(): number {
    const zigzag = this.#varint();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  /** Passes over a whole number, whatever it is. */
  skipInteger(): void {
    for (let count = 1; this.byte() >= 128; count++) checkVarintBytes(count);
  }

  /** The head of a list or a set, at some depth: how many items follow, and of which type. */
  list(depth: number): { length: number; type: ThriftType } {
    checkDepth(depth);
    const header = this.byte();
    const length = header >> 4 === 15 ? this.#varint() : header >> 4;
    // Each item has a byte at least. A reader makes room for all items before it reads one.
    if (length > this.#bytes.length - this.#at) throw new RangeError(`a list has ${length} items`);
    return { length, type: header & 15 };
  }

  /**
   * The fields of a struct at some depth.
   *
   * @param onField Must read the value of the field.
   */
  fields(depth: number, onField: (id: number, type: ThriftType) => void): void {
    checkDepth(depth);
    let id = 0;
    for (let header = this.byte(); header !== 0; header = this.byte()) {
      const delta = header >> 4;
      id = delta === 0 ? this.integer() : id + delta;
      onField(id, header & 15);
    }
  }

  #varint(): number {
    let value = 0;
    for (let count = 1, scale = 1;; count++, scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (value >= Number.MAX_SAFE_INTEGER) throw new RangeError("a number is beyond 2^53");
      if (byte < 128) return value;
      checkVarintBytes(count);
    }
  }
}

function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new RangeError("its structs are nested too deep");
}

function checkVarintBytes(count: number): void {
  if (count >= MAX_VARINT_BYTES) throw new RangeError("a number has no end");
}
