import { fromFileUrl } from "@std/path";

const CONFIG = fromFileUrl(new URL("../deno.json", import.meta.url));

/** Runs a script of this repository to its end, and returns what it prints. */
export async function runScript(
  script: URL,
  args: string[],
  { cwd, env }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: denoArgs(script, args),
    cwd,
    env,
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`Cannot run ${script}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** The id of the board that an example made, from what it prints. */
export function boardIdIn(output: string): string {
  const [, id] = /^Board: .*[\\/](.+)$/m.exec(output) ?? [];
  if (id === undefined) throw new Error(`No board in ${output}`);
  return id;
}

/** A script of this repository that runs until its stdin ends. */
export class RunningScript implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;

  constructor(script: URL, args: string[]) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: denoArgs(script, args),
      stdin: "piped",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
  }

  /** Sends it a line. */
  async send(line: string): Promise<void> {
    await this.#stdin.write(new TextEncoder().encode(`${line}\n`));
  }

  /** Ends its stdin, and waits until it has finished. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stdin.close();
    await this.#child.status;
  }
}

function denoArgs(script: URL, args: string[]): string[] {
  return ["run", "-A", "--quiet", "--no-check", `--config=${CONFIG}`, script.href, ...args];
}
