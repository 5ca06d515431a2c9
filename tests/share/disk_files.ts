import { join } from "@std/path";
import { SharedFileError, type SharedFiles } from "../../viewer/page/shared/shared_files.ts";

/** The files of a shared site on the disk, and how much was read of them. */
export class DiskFiles implements SharedFiles {
  readonly notices: readonly string[] = [];
  /** The bytes that were read. */
  bytesRead = 0;
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async json<Value>(path: string): Promise<Value> {
    return JSON.parse(await Deno.readTextFile(join(this.#root, path)));
  }

  async bytes(path: string, from: number, to: number): Promise<Uint8Array> {
    const bytes = await Deno.readFile(join(this.#root, path));
    if (to > bytes.length) throw new SharedFileError(`${path} is too short`);
    this.bytesRead += to - from;
    return bytes.slice(from, to);
  }

  url(path: string): string {
    return path;
  }
}
