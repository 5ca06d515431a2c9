import { createHash } from "node:crypto";
import { dirname, join } from "@std/path";

const FILES: Readonly<Record<string, string>> = {
  "documents/letter.txt": "Dear reader, this letter is the only copy.\n",
  "documents/name.txt": "damaged_20260101T000000",
  "documents/photos/beach.jpg": "not a photo, but dear to somebody",
  "documents/other.duckdb": "somebody's database",
  "documents/other.parquet": "PAR1somebody's tablePAR1",
  ".config/settings.json": '{"theme":"dark"}\n',
  ".ssh/id_test": "a secret that no board may show",
};

/** Makes the home folder of somebody who opens boards, in place of what is left of an earlier one. */
export function makeDecoyHome(home: string): void {
  try {
    Deno.removeSync(home, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  for (const [name, content] of Object.entries(FILES)) {
    Deno.mkdirSync(dirname(join(home, name)), { recursive: true });
    Deno.writeTextFileSync(join(home, name), content);
    Deno.utimeSync(join(home, name), 1_600_000_000, 1_600_000_000);
  }
}

/**
 * All that is in a folder, a line each: what it is, its name, its rights, its size, when it
 * was changed, and what is in it. Links are not followed, and no pipe is opened.
 */
export function snapshotOf(dir: string): string[] {
  const lines: string[] = [];
  const walk = (path: string, name: string) => {
    const info = Deno.lstatSync(path);
    if (info.isSymlink) lines.push(`link ${name} -> ${Deno.readLinkSync(path)}`);
    else if (info.isFile) {
      const hash = info.size > 2 ** 20 ? "" : createHash("sha1").update(Deno.readFileSync(path));
      const content = typeof hash === "string" ? hash : hash.digest("hex");
      const { size, mode, mtime } = info;
      lines.push(`file ${name} ${mode?.toString(8)} ${size} ${mtime?.getTime()} ${content}`);
    } else if (info.isDirectory) {
      lines.push(`folder ${name}`);
      for (const entry of [...Deno.readDirSync(path)].sort((a, b) => a.name < b.name ? -1 : 1)) {
        walk(join(path, entry.name), `${name}/${entry.name}`);
      }
    } else lines.push(`other ${name}`);
  };
  walk(dir, ".");
  return lines;
}

/** What two snapshots differ in, the first lines of it. */
export function differenceOf(before: readonly string[], after: readonly string[]): string[] {
  const had = new Set(before);
  const has = new Set(after);
  return [
    ...before.filter((line) => !has.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !had.has(line)).map((line) => `+ ${line}`),
  ].slice(0, 6);
}
