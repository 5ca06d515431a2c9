import { OpenFile } from "../system/open_file.ts";
import type { StoreContent } from "./store.ts";

/** What an object is to hold, opened: bytes in memory, or a file that is read as it is sent. */
export class OpenContent implements Disposable {
  /** How many bytes it has. */
  readonly size: number;
  /** The bytes; `undefined` of a file. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** The file; `undefined` of bytes. */
  readonly file?: OpenFile;

  private constructor(content: Uint8Array<ArrayBuffer> | OpenFile) {
    if (content instanceof Uint8Array) this.bytes = content;
    else this.file = content;
    this.size = content instanceof Uint8Array ? content.length : content.size;
  }

  /** Opens a content. @throws {Error} With the system's code, where a file cannot be opened. */
  static async open(content: StoreContent): Promise<OpenContent> {
    return new OpenContent(
      content instanceof Uint8Array ? content : await OpenFile.openLater(content.path),
    );
  }

  /** Reads some bytes: fewer only where it ends. */
  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.bytes !== undefined) return this.bytes.subarray(offset, offset + length);
    const buffer = new Uint8Array(Math.max(0, Math.min(length, this.size - offset)));
    const count = await this.file?.readLater(buffer, offset);
    return buffer.subarray(0, count);
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.file?.[Symbol.dispose]();
  }
}
