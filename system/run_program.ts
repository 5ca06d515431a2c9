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
 * @throws {Error} `ENOENT` where there is no such program; another where it is not permitted.
 */
export async function runProgram(
  program: string,
  args: string[],
  { cwd }: { cwd?: string | URL } = {},
): Promise<ProgramEnd> {
  const child = start(program, args, { stdin: "null", stdout: "piped", stderr: "piped", cwd });
  const { code, stdout, stderr } = await child.output();
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
