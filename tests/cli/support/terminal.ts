/** Whether this machine has a program that makes terminals: `script` of util-linux. */
export function hasTerminals(): boolean {
  try {
    const { code, stdout } = new Deno.Command("script", { args: ["--version"] }).outputSync();
    return code === 0 && new TextDecoder().decode(stdout).includes("util-linux");
  } catch {
    return false;
  }
}

/**
 * Runs a command in a terminal of so many columns, without NO_COLOR.
 *
 * @returns Its exit code, and the output of both streams with `\n` as line breaks.
 */
export async function runInTerminal(
  command: readonly string[],
  columns: number,
  { env }: { env?: Record<string, string> } = {},
): Promise<{ code: number; output: string }> {
  const line = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const { NO_COLOR: _, ...inherited } = Deno.env.toObject();
  const { code, stdout } = await new Deno.Command("script", {
    args: ["-qec", `stty cols ${columns} rows 50; ${line}`, "/dev/null"],
    clearEnv: true,
    env: { ...inherited, SHELL: "/bin/sh", TERM: "xterm-256color", ...env },
    stdin: "null",
  }).output();
  return { code, output: new TextDecoder().decode(stdout).replaceAll("\r\n", "\n") };
}
