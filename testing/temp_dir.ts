import { join } from "@std/path";

/** A folder of a test's own, removed with all that is in it. */
export class TempDir implements Disposable {
  /** Its absolute path. */
  readonly path: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "kohakuboard_" }));

  /** The path of something in it. */
  join(...names: string[]): string {
    return join(this.path, ...names);
  }

  /** Removes the folder. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
