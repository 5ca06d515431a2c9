import { fromFileUrl } from "@std/path";
import { PipedText } from "../../../testing/piped_text.ts";
import type { KoboEnd } from "./kobo.ts";

const ROOT = fromFileUrl(new URL("../../../", import.meta.url));
const COMMANDS = fromFileUrl(new URL("../fixtures/kobo_commands.ts", import.meta.url));

/** A command, as the process reads it. */
export interface KoboCommand {
  args: readonly string[];
  mark: string;
  cwd?: string;
}

/**
 * A process that runs one command of `kobo` after the other, for tests that ask for many: to start
 * and to load DuckDB takes three quarters of a command's time. What a process of a command's own is
 * needed for (its end, its signals, its memory, its environment, stdin) is asked of `kobo()`.
 */
export class KoboProcess implements AsyncDisposable {
  readonly #child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", `--config=${ROOT}deno.json`, COMMANDS],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  readonly #stdin = this.#child.stdin.getWriter();
  readonly #stdout = new PipedText(this.#child.stdout);
  readonly #stderr = new PipedText(this.#child.stderr);
  #turn: Promise<unknown> = Promise.resolve();

  /** Runs a command, once those before have ended. @param cwd Default: that of the one before. */
  run(args: readonly string[], { cwd }: { cwd?: string } = {}): Promise<KoboEnd> {
    const end = this.#turn.then(() => this.#run(args, cwd));
    this.#turn = end.catch(() => {});
    return end;
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stdin.close().catch(() => {});
    await Promise.all([this.#child.status, this.#stdout.close(), this.#stderr.close()]);
  }

  async #run(args: readonly string[], cwd?: string): Promise<KoboEnd> {
    const mark = crypto.randomUUID();
    const command: KoboCommand = { args, mark, cwd };
    await this.#stdin.write(new TextEncoder().encode(`${JSON.stringify(command)}\n`));
    // A line with the mark and a number ends what each command prints.
    const end = new RegExp(`\n${mark} (-?\\d+)\n`);
    const [out, err] = await Promise.all([this.#stdout.until(end), this.#stderr.until(end)]);
    if (out.found === undefined) {
      throw new Error(`kobo ${args.join(" ")} ended its process: ${out.before}${err.before}`);
    }
    return { code: Number(out.found[1]), stdout: out.before, stderr: err.before };
  }
}
