import { TempDir } from "../../testing/temp_dir.ts";

/** How a script ended. */
export interface ScriptEnd {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a script that imports from `system/`, to its end.
 *
 * @param code Its text; `$/` stands for the address of that folder.
 * @param input What it gets over stdin.
 */
export async function runScript(
  code: string,
  { flags = ["-A"], input = "" }: { flags?: string[]; input?: string } = {},
): Promise<ScriptEnd> {
  using dir = new TempDir();
  const path = dir.join("script.ts");
  Deno.writeTextFileSync(path, code.replaceAll("$/", import.meta.resolve("../../system/")));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--no-lock", ...flags, path],
    cwd: dir.path,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const ended = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code: exitCode, stdout, stderr } = await ended;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code: exitCode, stdout: text(stdout), stderr: text(stderr) };
}
