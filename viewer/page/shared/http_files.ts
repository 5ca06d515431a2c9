import { SITE_FILE } from "../../protocol/shared_site.ts";
import { SharedFileError, type SharedFiles } from "./shared_files.ts";

/** Files that a host without Range has sent whole are kept up to this many bytes. */
const MAX_WHOLE_BYTES = 64 * 1024 ** 2;

/** Files of a shared site on a web server, which need not know more than to send files. */
export class HttpFiles implements SharedFiles {
  onNotices?: () => void;
  #sendsWhole = false;
  /** Files that were sent whole, the one that was used last at the end. */
  readonly #whole = new Map<string, Uint8Array>();
  /** Files that are being read, whole or not known yet. */
  readonly #reading = new Map<string, Promise<unknown>>();

  get notices(): readonly string[] {
    if (!this.#sendsWhole) return [];
    return [
      "This web server does not send parts of files (Range): the page reads more than it shows, " +
      "up to 1 MiB at a time.",
    ];
  }

  async json<Value>(path: string): Promise<Value> {
    // The page says what to do: not_served.tsx.
    if (location.protocol === "file:") throw new SharedFileError("no server sends this page");
    // All others have a name that no other share has.
    const cache = path === SITE_FILE ? "no-cache" : "default";
    const response = await fetch(path, { cache });
    if (!response.ok) throw missing(path, response);
    return await response.json();
  }

  async bytes(path: string, from: number, to: number): Promise<Uint8Array> {
    // Once it is known that files come whole, none is asked for twice at a time.
    if (this.#sendsWhole) await this.#reading.get(path)?.catch(() => {});
    const known = this.#whole.get(path);
    if (known !== undefined) return cut(path, known, from, to);
    const reading = this.#request(path, from, to);
    this.#reading.set(path, reading);
    try {
      return await reading;
    } finally {
      if (this.#reading.get(path) === reading) this.#reading.delete(path);
    }
  }

  url(path: string): string {
    return path;
  }

  async #request(path: string, from: number, to: number): Promise<Uint8Array> {
    const response = await fetch(path, { headers: { Range: `bytes=${from}-${to - 1}` } });
    if (!response.ok) throw missing(path, response);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status === 206) return cut(path, bytes, 0, to - from);
    const isNew = !this.#sendsWhole;
    this.#sendsWhole = true;
    if (isNew) this.onNotices?.();
    this.#keep(path, bytes);
    return cut(path, bytes, from, to);
  }

  #keep(path: string, bytes: Uint8Array): void {
    this.#whole.delete(path);
    this.#whole.set(path, bytes);
    let total = 0;
    for (const { length } of this.#whole.values()) total += length;
    for (const [oldest, { length }] of this.#whole) {
      if (total <= MAX_WHOLE_BYTES) return;
      this.#whole.delete(oldest);
      total -= length;
    }
  }
}

function cut(path: string, bytes: Uint8Array, from: number, to: number): Uint8Array {
  if (bytes.length >= to) return bytes.subarray(from, to);
  throw new SharedFileError(`${path} is shorter than it was when the boards were shared`);
}

function missing(path: string, { status }: Response): SharedFileError {
  return new SharedFileError(
    status === 404
      ? `There is no ${path}: if the boards were shared anew, reload the page`
      : `The web server responded to ${path} with status ${status}`,
  );
}
