import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { denoDir } from "../../../testing/deno_dir.ts";
import { PipedText } from "../../../testing/piped_text.ts";

const SCRIPT = fromFileUrl(new URL("run_commands.ts", import.meta.url));
const MAIN = fromFileUrl(new URL("../../../cli/main.ts", import.meta.url));
/** What lets root read what it may not. */
const CAPABILITIES = "-dac_override,-dac_read_search,-fowner";

/** How to start a process that is refused what the rights of files refuse. */
function command(args: string[]): [string, string[]] {
  const deno = Deno.execPath();
  if (Deno.uid() !== 0) return [deno, args];
  return ["setpriv", [
    `--bounding-set=${CAPABILITIES}`,
    `--inh-caps=${CAPABILITIES}`,
    deno,
    ...args,
  ]];
}

/** Runs commands of `kobo`. @returns What each printed, to both streams, and its exit code. */
export async function runCommands<Name extends string>(
  commands: Record<Name, string[]>,
  home: string,
  env: Record<string, string> = {},
) {
  const all = JSON.stringify(Object.values(commands));
  const [program, args] = command(["run", "-A", "--no-check", SCRIPT, all]);
  const { stdout, stderr, success } = await new Deno.Command(program, {
    args,
    env: { HOME: home, DENO_DIR: denoDir(), NO_COLOR: "1", ...env },
  }).output();
  const streams = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(success, true, streams.join("\n"));
  const [out = [], err = []] = streams.map((text) => text.split(/^@@ (.*)\n/m));
  return Object.fromEntries(
    Object.keys(commands).map((name, index) => [name, {
      code: Number(out[2 * index + 1]),
      text: `${out[2 * index]}${err[2 * index]}`,
    }]),
  ) as Record<Name, { code: number; text: string }>;
}

/** Does something while nobody may look into some folders and files. */
export async function whileClosed(
  paths: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  for (const path of paths) Deno.chmodSync(path, 0);
  try {
    await work();
  } finally {
    for (const path of paths) Deno.chmodSync(path, 0o700);
  }
}

/** Whether the system can refuse something to a process of a test. */
export const canRefuse = Deno.build.os === "linux" && (Deno.uid() !== 0 ||
  new Deno.Command("setpriv", { args: ["--version"], stdout: "null" }).outputSync().success);

/** A team's server that is refused what the rights of files refuse. */
export class RefusedServer implements AsyncDisposable {
  readonly url: string;
  readonly #child: Deno.ChildProcess;
  readonly #stderr: PipedText;

  private constructor(child: Deno.ChildProcess, url: string, stderr: PipedText) {
    this.#child = child;
    this.url = url;
    this.#stderr = stderr;
  }

  /** Starts one for a folder of boards. */
  static async start(baseDir: string): Promise<RefusedServer> {
    const serve = ["run", "-A", "--no-check", MAIN, "serve", baseDir, "--port", "0"];
    const [program, args] = command(serve);
    const child = new Deno.Command(program, { args, stderr: "piped", stdout: "null" }).spawn();
    const stderr = new PipedText(child.stderr);
    return new RefusedServer(child, await stderr.url(), stderr);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#child.status;
    await this.#stderr.close();
  }
}
