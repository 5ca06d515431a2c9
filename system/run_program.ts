import { attempt } from "./attempt.ts";
import { start } from "./deno.ts";

/** What a program left when it ended. */
export interface ProgramEnd {
  /** Its exit code. */
  code: number;
  /** What it wrote to stdout. */
  stdout: string;
  /** What it wrote to stderr. */
  stderr: string;
}

/**
 * Runs a program to its end.
 *
 * @param cwd The folder that it works in. Default: ours.
 * @param maxMs After so long it is killed. Default: never.
 * @throws {Error} `ENOENT` where there is no such program; another where it is not permitted.
 */
export async function runProgram(
  program: string,
  args: string[],
  { cwd, maxMs }: { cwd?: string | URL; maxMs?: number } = {},
): Promise<ProgramEnd> {
  const child = start(program, args, { stdin: "null", stdout: "piped", stderr: "piped", cwd });
  const kill = () => attempt(() => child.kill("SIGKILL")); // It may just have ended.
  const timer = maxMs === undefined ? undefined : setTimeout(kill, maxMs);
  const { code, stdout, stderr } = await child.output().finally(() => clearTimeout(timer));
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/**
 * Starts a program that goes on without us, and says nothing of its end.
 *
 * @throws {Error} As {@linkcode runProgram}.
 */
export function startDetached(program: string, args: string[]): void {
  const child = start(program, args, { stdin: "null", stdout: "null", stderr: "null" });
  child.unref();
  child.status.catch(() => {});
}
