import { fromFileUrl } from "@std/path";
import { isPermitted } from "../../system/deno.ts";
import { exists } from "../../system/exists.ts";
import { isMissing } from "../../system/error_code.ts";
import { lateModules } from "../../writer/late_parts.ts";

const PATH = "../../writer/worker.ts";
/** Where this module is in the library. Whoever finds it elsewhere has what a bundler made of it. */
const OWN_PATH = "/board/worker/writer_module.ts";

const HINT = "Keep @kohakuboard/client out of the bundle (`--external` of deno bundle and " +
  "esbuild, `external` of Rollup and Vite), run the script without bundling, or give all of the library to `deno compile`, with " +
  "`--include`";

/** What was found to be there. It is looked once, when the library is loaded, and not by `new Board()` again. */
const found = new Set<string>();

/** The module that a writer's thread runs. It is a file of its own, beside this library's others. */
export class WriterModule {
  readonly #importer: string | undefined;

  /** @param importer The address of the module that asks; bundlers leave some modules none. */
  constructor(importer: string | undefined = import.meta.url) {
    this.#importer = importer;
  }

  /**
   * What to give to a worker. Node's workers cannot load an `https:` address; a module that came
   * from one is imported by a `data:` module of one line.
   */
  get workerUrl(): URL {
    const url = new URL(PATH, this.#importer);
    if (url.protocol === "file:") return url;
    return new URL(
      `data:text/javascript,import ${encodeURIComponent(JSON.stringify(url.href))}`,
    );
  }

  /** Whether a worker can load it, as far as is known, and nobody would be asked for a permission. */
  get isReady(): boolean {
    try {
      this.check();
    } catch {
      return false;
    }
    const url = new URL(PATH, this.#importer);
    return url.protocol === "file:"
      ? isPermitted({ name: "read", path: fromFileUrl(url) })
      : isPermitted({ name: "import", host: url.host });
  }

  /**
   * Finds out that a bundler has taken this library apart, as far as that can be seen without a
   * prompt: what came over HTTP, and what may not be read, is not looked for.
   *
   * @throws {Error} Where a module is not there: no writer could start, or none bring its rows into
   * the backend's files.
   */
  check(): void {
    if (this.#importer === undefined || !URL.canParse(PATH, this.#importer)) {
      throw bundledError("a module that has no address");
    }
    // Beside a bundle there may be a writer too, of another version.
    if (!new URL(this.#importer).pathname.endsWith(OWN_PATH)) throw bundledError(this.#importer);
    if (found.has(this.#importer)) return;
    let isAllRead = true;
    for (const url of [new URL(PATH, this.#importer), ...Object.values(lateModules())]) {
      if (url.protocol !== "file:") continue;
      const path = fromFileUrl(url);
      const isRead = isPermitted({ name: "read", path });
      if (isRead && !isThere(path)) throw notThereError(path);
      isAllRead &&= isRead; // The script may be given the permission later.
    }
    if (isAllRead) found.add(this.#importer);
  }
}

function isThere(path: string): boolean {
  try {
    return exists(path);
  } catch (error) {
    return !isMissing(error);
  }
}

function bundledError(received: string): Error {
  return new Error(
    "Cannot create a board: expected the module of its writer, writer/worker.ts, beside the " +
      `library's others, received the library within ${received}; a bundler has put it there. ` +
      HINT,
  );
}

function notThereError(path: string): Error {
  return new Error(
    "Cannot create a board: expected the module of its writer, writer/worker.ts, and what that " +
      `loads beside the library's others, received ${path}, which is not there. ${HINT}`,
  );
}
