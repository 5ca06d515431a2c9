import { fromFileUrl } from "@std/path";
import { runInTerminal } from "./terminal.ts";

const ROOT = fromFileUrl(new URL("../../../", import.meta.url));
const ARGS = [
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
  /** The content of stdin. Default: empty. */
  stdin?: string;
  /** What it may do, in Deno's flags. Default: all. */
  permissions?: string[];
}

/** Starts `kobo`, with pipes as all its standard streams. */
export function spawnKobo(
  args: readonly string[],
  { cwd, env, permissions = ["-A"] }: KoboOptions = {},
) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, ...ARGS, ...args],
    cwd,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs `kobo` in a process of its own, with pipes as all its standard streams. */
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

/** Runs `kobo` in a terminal of so many columns; its output is that of both streams. */
export async function koboInTerminal(
  args: readonly string[],
  columns: number,
  options: Pick<KoboOptions, "env"> = {},
): Promise<{ code: number; output: string }> {
  return await runInTerminal([Deno.execPath(), "run", "-A", ...ARGS, ...args], columns, options);
}
