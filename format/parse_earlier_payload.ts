/**
 * The payload of a "KBJ1" frame: an object as V8 serialized it.
 *
 * V8's own deserializer makes whatever its input says: objects of any class, lists of billions of
 * places, by recursion as deep as the input asks for. So this is a reader of the few forms that a
 * block was written in, each of which takes no more memory than its bytes are in number, times a
 * small factor. What else V8 can write is refused.
 *
 * | bytes                                        | value                                     |
 * | -------------------------------------------- | ----------------------------------------- |
 * | `o` (key value)… `{` count                   | an object                                 |
 * | `A` length value… `$` 0 length               | a list                                    |
 * | `a` length (index value)… `@` count length   | a list that was made by `new Array(n)`    |
 * | `\` class byteLength, the bytes              | a typed array, as `node:v8` writes them   |
 * | `"`, `c`, `S` byteLength, the bytes          | text in Latin-1, UTF-16, UTF-8            |
 * | `I`, `U`, `N`                                | a number: zigzag, unsigned, 8 bytes       |
 * | `_`                                          | `undefined`                               |
 * | `^` number                                   | the object, list or array of this number  |
 *
 * Lengths and counts are LEB128; `0x00` before a value is padding.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { BlockError } from "./check_block.ts";

/** The versions of V8's format that differ in nothing that stands here. */
const VERSIONS: readonly number[] = [13, 14, 15];
/** A block is an object with a list of objects with a list of arrays. What is as deep has nothing in it. */
const MAX_DEPTH = 6;
/** What has others in it. */
const NESTED = "oAa";
/** By the number that `node:v8` writes for each. */
const ARRAYS = new Map<number, NumberArray>([
  [1, Uint8Array],
  [5, Int32Array],
  [6, Uint32Array],
  [8, Float64Array],
  [11, BigInt64Array],
]);

type NumberArray =
  | typeof Uint8Array
  | typeof Int32Array
  | typeof Uint32Array
  | typeof Float64Array
  | typeof BigInt64Array;

/**
 * The object in a payload of earlier versions; nothing of what it holds is checked.
 *
 * @throws {BlockError} Where it is none that a block can have been written as.
 */
export function parseEarlierPayload(payload: Uint8Array): unknown {
  return new Parser(payload).parse();
}

class Parser {
  readonly #bytes: Buffer;
  #at = 0;
  /** What `^` may refer to, in the order in which each began. */
  readonly #objects: unknown[] = [];

  constructor({ buffer, byteOffset, length }: Uint8Array) {
    this.#bytes = Buffer.from(buffer, byteOffset, length);
  }

  parse(): unknown {
    if (this.#byte() !== 0xff || !VERSIONS.includes(this.#byte())) throw unexpected(0);
    const value = this.#value(0);
    if (this.#at < this.#bytes.length) throw unexpected(this.#at);
    return value;
  }

  #value(depth: number): unknown {
    const start = this.#at;
    const tag = this.#tag();
    if (depth >= MAX_DEPTH && NESTED.includes(tag)) throw unexpected(start);
    switch (tag) {
      case "o":
        return this.#object(depth);
      case "A":
        return this.#list(depth);
      case "a":
        return this.#indexedList(depth);
      case "\\":
        return this.#array();
      case '"':
        return this.#take(this.#count()).toString("latin1");
      case "c":
        return this.#take(this.#count()).toString("utf16le");
      case "S":
        return this.#take(this.#count()).toString("utf8");
      case "I": {
        const number = this.#count();
        return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
      }
      case "U":
        return this.#count();
      case "N":
        return this.#take(8).readDoubleLE();
      case "_":
        return undefined;
      case "^": {
        const number = this.#count();
        if (number >= this.#objects.length) throw unexpected(start);
        return this.#objects[number];
      }
      default:
        throw unexpected(start);
    }
  }

  #object(depth: number): unknown {
    const object: Record<string, unknown> = Object.create(null);
    this.#objects.push(object);
    let count = 0;
    for (; !this.#ends("{"); count++) {
      const key = this.#value(MAX_DEPTH);
      if (typeof key !== "string" || key in object) throw unexpected(this.#at);
      object[key] = this.#value(depth + 1);
    }
    if (this.#count() !== count) throw unexpected(this.#at);
    return object;
  }

  #list(depth: number): unknown {
    const list: unknown[] = [];
    this.#objects.push(list);
    const length = this.#count();
    while (list.length < length) list.push(this.#value(depth + 1));
    this.#end("$", 0, length);
    return list;
  }

  #indexedList(depth: number): unknown {
    const list: unknown[] = [];
    this.#objects.push(list);
    const length = this.#count();
    while (list.length < length) {
      if (this.#value(MAX_DEPTH) !== list.length) throw unexpected(this.#at); // One is left out.
      list.push(this.#value(depth + 1));
    }
    this.#end("@", length, length);
    return list;
  }

  #array(): unknown {
    const start = this.#at;
    const ArrayClass = ARRAYS.get(this.#count());
    const bytes = this.#take(this.#count());
    if (ArrayClass === undefined || bytes.length % ArrayClass.BYTES_PER_ELEMENT > 0) {
      throw unexpected(start);
    }
    const array = new ArrayClass(new Uint8Array(bytes).buffer); // A copy: they may not be aligned.
    this.#objects.push(array);
    return array;
  }

  #end(tag: string, ...counts: number[]): void {
    if (!this.#ends(tag)) throw unexpected(this.#at);
    for (const count of counts) if (this.#count() !== count) throw unexpected(this.#at);
  }

  /** Whether this tag is next; it is taken then. */
  #ends(tag: string): boolean {
    const start = this.#at;
    if (this.#tag() === tag) return true;
    this.#at = start;
    return false;
  }

  #tag(): string {
    for (;;) {
      const byte = this.#byte();
      if (byte !== 0) return String.fromCharCode(byte);
    }
  }

  /** A number below 2^32. */
  #count(): number {
    let number = 0;
    for (let factor = 1; factor <= 2 ** 28; factor *= 2 ** 7) {
      const byte = this.#byte();
      number += (byte & 127) * factor;
      if (byte < 128) return number < 2 ** 32 ? number : this.#fail();
    }
    return this.#fail();
  }

  #byte(): number {
    return this.#bytes[this.#at++] ?? this.#fail();
  }

  #take(count: number): Buffer {
    const start = this.#at;
    if (count > this.#bytes.length - start) return this.#fail();
    this.#at += count;
    return this.#bytes.subarray(start, this.#at);
  }

  #fail(): never {
    throw unexpected(this.#at);
  }
}

function unexpected(at: number): BlockError {
  return new BlockError(`Cannot read a block: expected one of an earlier version, at byte ${at}`);
}
