import { fromFileUrl } from "@std/path";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { runInTerminal } from "../../../cli/support/terminal.ts";

const CONFIG = fromFileUrl(new URL("../../../../deno.json", import.meta.url));
const CLIENT = import.meta.resolve("../../../../mod.ts");

/** What a script hides. */
export const SECRET = "hunter2_9f3a";

/** What a script printed, and what its board kept. */
export interface Hidden {
  code: number;
  stdout: string;
  stderr: string;
  /** Its `output.log`. */
  log: string;
  /** The files of the base directory in which the secret stands. */
  leaks: string[];
}

/**
 * Runs a script that hides a secret, with and without terminals.
 *
 * @param code Its text. `Board`, `SECRET`, `hide()` and `process` are there; `open()` opens a board.
 * @param first Modules that it imports before the client.
 */
export async function runHidingScript(
  code: string,
  { first = "", inTerminal = false }: { first?: string; inTerminal?: boolean } = {},
): Promise<Hidden> {
  using dir = new TempDir();
  const hide = `export const SECRET = ["hunter2", "9f3a"].join("_");
    export const hide = (...values) => values.map((value) =>
      typeof value === "string" ? value.replaceAll(SECRET, "***") : value);`;
  Deno.writeTextFileSync(dir.join("hide.js"), hide);
  Deno.writeTextFileSync(dir.join("first.js"), `import { hide } from "./hide.js";\n${first}`);
  Deno.writeTextFileSync(
    dir.join("script.js"),
    `import "./first.js";
    import { Board } from "${CLIENT}";
    import process from "node:process";
    import { SECRET, hide } from "./hide.js";
    let opened = 0;
    const open = () => new Board({
      name: "hiding", boardId: "board_" + opened++, baseDir: "boards", backend: "parquet",
    });
    const bytes = (text) => new TextEncoder().encode(text);
    const text = (bytes) => new TextDecoder().decode(bytes);
    ${code}`,
  );
  const args = ["run", "-A", "--no-check", `--config=${CONFIG}`, "script.js"];
  const end = inTerminal ? await inScript(dir.path, args) : await piped(dir.path, args);
  const log = readIfThere(dir.join("boards", "board_0", "logs", "output.log"));
  return { ...end, log, leaks: filesWith(dir.join("boards"), SECRET) };
}

async function piped(cwd: string, args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

async function inScript(cwd: string, args: string[]) {
  const command = ["sh", "-c", `cd '${cwd}' && exec "$@"`, "sh", Deno.execPath(), ...args];
  const { code, output } = await runInTerminal(command, 200, { env: { NO_COLOR: "1" } });
  return { code, stdout: output, stderr: "" };
}

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

function filesWith(dir: string, text: string): string[] {
  return [...Deno.readDirSync(dir)].flatMap(({ name, isDirectory }) => {
    const path = `${dir}/${name}`;
    if (isDirectory) return filesWith(path, text);
    return new TextDecoder("latin1").decode(Deno.readFileSync(path)).includes(text) ? [path] : [];
  });
}
