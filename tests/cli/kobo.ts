import { fromFileUrl } from "@std/path";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const COMMAND = [
  Deno.execPath(),
  "run",
  "-A",
  "--no-check",
  "--quiet", // Of Deno's own downloads.
  `--config=${ROOT}deno.json`,
  `${ROOT}cli/main.ts`,
];

/** How a command ended. */
export interface KoboEnd {
  code: number;
  stdout: string;
  stderr: string;
}

/** What a command is run with. */
export interface KoboOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** What it reads. Default: nothing. */
  stdin?: string;
}

/** Starts `kobo`, with pipes for all it reads and prints. */
export function spawnKobo(args: readonly string[], { cwd, env }: KoboOptions = {}) {
  return new Deno.Command(COMMAND[0], {
    args: [...COMMAND.slice(1), ...args],
    cwd,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs `kobo` in a process of its own, with pipes for all it reads and prints. */
export async function kobo(args: readonly string[], options: KoboOptions = {}): Promise<KoboEnd> {
  const child = spawnKobo(args, options);
  const stdin = child.stdin.getWriter();
  if (options.stdin !== undefined) await stdin.write(new TextEncoder().encode(options.stdin));
  await stdin.close();
  const { code, stdout, stderr } = await child.output();
  return {
    code,
    stdout: new TextDecoder().decode(stdout),
    stderr: new TextDecoder().decode(stderr),
  };
}

/** Whether this machine has a program that makes terminals. */
export function hasTerminals(): boolean {
  try {
    const { code, stdout } = new Deno.Command("script", { args: ["--version"] }).outputSync();
    return code === 0 && new TextDecoder().decode(stdout).includes("util-linux");
  } catch {
    return false;
  }
}

/** Runs `kobo` in a terminal of so many columns; its output is both streams'. */
export async function koboInTerminal(
  args: readonly string[],
  columns: number,
  { env }: Pick<KoboOptions, "env"> = {},
): Promise<{ code: number; output: string }> {
  const line = [...COMMAND, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const { NO_COLOR: _, ...inherited } = Deno.env.toObject();
  const { code, stdout } = await new Deno.Command("script", {
    args: ["-qec", `stty cols ${columns} rows 50; ${line}`, "/dev/null"],
    clearEnv: true,
    env: { ...inherited, SHELL: "/bin/sh", TERM: "xterm-256color", ...env },
    stdin: "null",
  }).output();
  return { code, output: new TextDecoder().decode(stdout).replaceAll("\r\n", "\n") };
}
