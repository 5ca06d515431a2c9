import { ThriftBytes, unknownType } from "./thrift_bytes.ts";
import { ThriftType } from "./thrift_type.ts";

/** Of what is not looked at: encodings, statistics of encodings, keys and values. */
const MAX_UNKNOWN_ITEMS = 2 ** 17;

/**
 * Goes through Thrift's compact protocol without keeping anything: a footer of some megabytes may
 * claim millions of structs, whose tree (`thrift_compact.ts`) would take all memory.
 *
 * All methods throw a `RangeError` where the bytes are none of the protocol.
 */
export class ThriftCursor {
  readonly #bytes: ThriftBytes;

  /** @param bytes A struct, with nothing after it. */
  constructor(bytes: Uint8Array) {
    this.#bytes = new ThriftBytes(bytes);
  }

  /** Whether all bytes were read. */
  get atEnd(): boolean {
    return this.#bytes.atEnd;
  }

  /**
   * Goes through a struct.
   *
   * @param onField Reads the value of a field, or returns `false` to have it skipped.
   */
  struct(onField: (id: number, type: ThriftType) => unknown, depth = 0): void {
    this.#bytes.fields(depth, (id, type) => {
      // A boolean's value is its type.
      if (onField(id, type) === false && type > ThriftType.False) this.skip(type, depth + 1);
    });
  }

  /** Goes through a struct in the field of a struct, of this type. */
  structOf(type: ThriftType, onField: (id: number, type: ThriftType) => unknown): void {
    if (type !== ThriftType.Struct) throw new RangeError("a value is no struct");
    this.struct(onField);
  }

  /** Goes through a list of structs in a field of this type. @returns How many it has. */
  structs(type: ThriftType, onItem: (index: number) => void): number {
    if (type !== ThriftType.List) throw new RangeError("a value is no list");
    const list = this.#bytes.list(0);
    if (list.type !== ThriftType.Struct) throw new RangeError("a list is none of structs");
    for (let index = 0; index < list.length; index++) onItem(index);
    return list.length;
  }

  /** Reads a whole number in a field of this type. */
  integer(type: ThriftType): number {
    if (type < ThriftType.Int16 || type > ThriftType.Int64) {
      throw new RangeError("a value is no number");
    }
    return this.#bytes.integer();
  }

  /** Reads bytes in a field of this type, with their length before them; a view of them. */
  binary(type: ThriftType): Uint8Array {
    if (type !== ThriftType.Binary) throw new RangeError("a value is no text");
    return this.#bytes.binary();
  }

  /** Skips a value. */
  skip(type: ThriftType, depth: number): void {
    switch (type) {
      case ThriftType.True: // In a list, where each boolean is a byte.
      case ThriftType.False:
      case ThriftType.Byte:
        this.#bytes.byte();
        return;
      case ThriftType.Int16:
      case ThriftType.Int32:
      case ThriftType.Int64:
        return this.#bytes.skipInteger();
      case ThriftType.Double:
        this.#bytes.take(8);
        return;
      case ThriftType.Binary:
        this.#bytes.binary();
        return;
      case ThriftType.List:
      case ThriftType.Set: {
        const { length, type: itemType } = this.#bytes.list(depth);
        if (length > MAX_UNKNOWN_ITEMS) throw new RangeError(`a list has ${length} items`);
        for (let index = 0; index < length; index++) this.skip(itemType, depth + 1);
        return;
      }
      case ThriftType.Struct:
        return this.struct(() => false, depth + 1);
      default:
        throw unknownType(type);
    }
  }
}
