import { getRotatingFileSink } from "@logtape/file";
import { configureSync, getLogger, type Logger } from "@logtape/logtape";
import { join } from "@std/path";
import { makeDir } from "../../system/make_dir.ts";
import { checkRegularFile } from "../../system/regular_file.ts";

const MAX_BYTES = 1024 ** 2;
const MAX_FILES = 3;

/**
 * `logs/writer.log`: what the writer did and what went wrong, for people.
 * LogTape writes and rotates it.
 */
export class WriterLog {
  readonly #dir: string;
  #logger?: Logger;

  /** Makes nothing before the first entry. */
  constructor(boardDir: string) {
    this.#dir = join(boardDir, "logs");
  }

  /** Adds an entry for what happened. */
  info(message: string): void {
    this.#log("info", message);
  }

  /** Adds an entry for what went wrong. */
  error(message: string): void {
    this.#log("error", message);
  }

  #log(level: "info" | "error", message: string): void {
    try {
      this.#logger ??= this.#open();
      // As a property: braces in a message are not placeholders.
      this.#logger[level]("{message}", { message });
    } catch {
      // A log that cannot be written is no reason to stop; problems are
      // printed to stderr as well.
    }
  }

  #open(): Logger {
    makeDir(this.#dir);
    const path = join(this.#dir, "writer.log");
    checkRegularFile(path); // LogTape would follow a link, and wait for a pipe.
    configureSync({
      sinks: {
        file: getRotatingFileSink(path, {
          maxSize: MAX_BYTES,
          maxFiles: MAX_FILES,
          bufferSize: 0,
          formatter: ({ timestamp, level, properties }) =>
            `${new Date(timestamp).toISOString()} ${level.toUpperCase()} ${properties.message}\n`,
        }),
      },
      loggers: [
        { category: "kohakuboard", lowestLevel: "info", sinks: ["file"] },
        { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["file"] },
      ],
    });
    return getLogger("kohakuboard");
  }
}
