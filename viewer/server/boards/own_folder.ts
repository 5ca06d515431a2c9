import { join } from "@std/path";

/**
 * The viewer's own folder beside the boards, `<baseDir>/.kobo`. The viewer never
 * writes into a board.
 */
export class OwnFolder {
  readonly #path: string;

  /** The folder in `baseDir`; it is created with its first file. */
  constructor(baseDir: string) {
    this.#path = join(baseDir, ".kobo");
  }

  /** The path of a file in it. */
  path(name: string): string {
    return join(this.#path, name);
  }

  /**
   * The text of a file; `undefined` if there is none.
   *
   * @throws {Error} If it is not a file, or cannot be read.
   */
  read(name: string): string | undefined {
    const path = this.path(name);
    try {
      if (!this.#isFolder() || !Deno.lstatSync(path).isFile) throw new Error("it is no file");
      return Deno.readTextFileSync(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /**
   * Writes a file beside the old one, and renames it.
   *
   * @throws {Error} If it cannot be written; the old file stays unchanged.
   */
  write(name: string, text: string): void {
    try {
      Deno.mkdirSync(this.#path);
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
    if (!this.#isFolder()) throw new Error(`${this.#path} is no folder`);
    // Another viewer may write the same file at the same time.
    const beside = this.path(`${name}.${Deno.pid}.tmp`);
    Deno.writeTextFileSync(beside, text);
    Deno.renameSync(beside, this.path(name));
  }

  /** Another text after the file was replaced or changed. */
  identity(name: string): string {
    try {
      const { ino, size, mtime } = Deno.lstatSync(this.path(name));
      return `${ino}:${size}:${mtime?.getTime()}`;
    } catch {
      return "none";
    }
  }

  /** A link in its place would lead out of `baseDir`. */
  #isFolder(): boolean {
    return Deno.lstatSync(this.#path).isDirectory;
  }
}
