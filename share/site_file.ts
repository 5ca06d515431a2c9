import { basename, dirname, join, resolve } from "@std/path";
import { deflateRawSync } from "node:zlib";
import { linkInfoIfThere } from "../system/file_info.ts";
import { OpenFile } from "../system/open_file.ts";
import { removeFileIfThere } from "../system/remove.ts";
import { rename } from "../system/rename.ts";
import { writeFile } from "../system/write_file.ts";
import { shareMark, singlePage } from "./site_page.ts";
import { boardAround } from "./board_around.ts";
import type { SiteWriter } from "./site_writer.ts";

/** The mark of an earlier share is within so many bytes. */
const HEAD_BYTES = 1024;

/** The page would be larger than it may be. */
export class PageTooLargeError extends Error {
  override readonly name = "PageTooLargeError";
}

/** A site within one page, for a mail. It has its name when it is whole. */
export class SiteFile implements SiteWriter {
  /** The file, absolute. */
  readonly path: string;
  /** How large it may be. */
  readonly maxBytes: number;
  readonly #page = singlePage();
  #elements: string[] = [];
  #size = 0;

  /**
   * Writes nothing yet.
   *
   * @param maxBytes How large the file may be.
   * @throws {Error} Where there is something that no share has written.
   */
  constructor(path: string, maxBytes: number) {
    this.path = resolve(path);
    this.maxBytes = maxBytes;
    checkPlace(this.path);
    this.clear();
  }

  /** How large the file is. */
  get size(): number {
    return this.#size;
  }

  /** Forgets what was written. */
  clear(): void {
    this.#elements = [];
    this.#size = new TextEncoder().encode(this.#page.begin + this.#page.end).length;
  }

  // deno-lint-ignore require-await -- Errors are rejections.
  async write(path: string, content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const deflated = deflateRawSync(bytes);
    const isSmaller = deflated.length < bytes.length;
    this.#add(path, isSmaller ? deflated : bytes, isSmaller ? "deflate" : "none");
  }

  async copy(path: string, from: string): Promise<void> {
    using file = await OpenFile.openLater(from);
    const { size } = await file.infoLater();
    // Base64 has four characters for three bytes.
    if (size > this.maxBytes) throw this.#tooLarge();
    const bytes = new Uint8Array(size);
    // Images and the like are compressed already.
    this.#add(path, bytes.subarray(0, await file.readLater(bytes, 0)), "none");
  }

  /** Writes the file, and gives it its name. @throws {Error} Where something else is there by now. */
  finish(): void {
    const { begin, end } = this.#page;
    const temporary = join(
      dirname(this.path),
      `.${basename(this.path)}.${crypto.randomUUID()}.tmp`,
    );
    try {
      writeFile(temporary, [begin, ...this.#elements, end].join(""));
      checkPlace(this.path);
      rename(temporary, this.path);
    } finally {
      removeFileIfThere(temporary);
    }
  }

  /** @param path Without characters that are special in HTML. */
  #add(path: string, bytes: Uint8Array, coding: "deflate" | "none"): void {
    const element = `    <script type="text/plain" data-path="${path}" data-coding="${coding}">` +
      `${bytes.toBase64()}</script>\n`;
    this.#size += element.length;
    if (this.#size > this.maxBytes) throw this.#tooLarge();
    this.#elements.push(element);
  }

  #tooLarge(): PageTooLargeError {
    return new PageTooLargeError(`The page is larger than ${this.maxBytes} bytes`);
  }
}

/** Checks that a file is an earlier share, or is not there. */
function checkPlace(path: string): void {
  const refuse = (received: string) =>
    new Error(
      `Cannot share to ${path}: expected an earlier share in one file or none, received ${received}`,
    );
  const board = boardAround(path);
  if (board !== undefined) throw refuse(`a file within the board ${board}`);
  const info = linkInfoIfThere(path);
  if (info === undefined) return;
  if (!info.isFile) {
    throw refuse(info.isDirectory ? "a folder" : info.isSymlink ? "a link" : "no file");
  }
  using file = new OpenFile(path);
  const head = new Uint8Array(HEAD_BYTES);
  const text = new TextDecoder().decode(head.subarray(0, file.read(head, 0)));
  if (!text.includes(shareMark("single"))) throw refuse("a file that no share has written");
}
