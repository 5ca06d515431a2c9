import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import {
  beginBase,
  completeQuarantine,
  isBasePending,
  makeBase,
} from "../../../writer/journal/journal_base.ts";
import { segmentPath } from "../../../format/journal_frames.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { KILLED } from "./fixtures/killing_fs.ts";

/** A board that was finished once and is damaged now, with what it was before its second run. */
class DamagedBoard implements Disposable {
  readonly dir: TempDir = new TempDir();
  readonly dataDir: string = this.dir.join("data");
  readonly journalDir: string = this.dir.join("data", "journal");
  readonly base: Record<string, string> = { "a.parquet": "a before", "b.parquet": "b before" };
  readonly damaged: Record<string, string> = {
    "a.parquet": "a damaged",
    "b.parquet": "b damaged",
    "b.000001.parquet": "new, damaged",
  };

  constructor() {
    Deno.mkdirSync(join(this.journalDir, "base"), { recursive: true });
    Deno.writeTextFileSync(segmentPath(this.journalDir, 1), "rows");
    this.#write(join(this.journalDir, "base"), this.base);
    this.#write(this.dataDir, this.damaged);
  }

  /** The files of a folder with their content. */
  files(dir: string): Record<string, string> {
    const entries = [...Deno.readDirSync(dir)].filter(({ isFile }) => isFile);
    return Object.fromEntries(
      entries.map(({ name }) => [name, Deno.readTextFileSync(join(dir, name))]),
    );
  }

  [Symbol.dispose](): void {
    this.dir[Symbol.dispose]();
  }

  #write(dir: string, files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) Deno.writeTextFileSync(join(dir, name), text);
  }
}

Deno.test("quarantine() that is cut off anywhere is completed by the next writer", async () => {
  // How many operations there are shows when none is left to be cut off.
  for (let operations = 0, done = false; !done; operations++) {
    using board = new DamagedBoard();
    const { dataDir, journalDir, base, damaged } = board;
    done = !await isCutOff(operations, board);
    const before = board.files(dataDir);
    completeQuarantine(dataDir, journalDir, () => {});
    const entry = [...Deno.readDirSync(dataDir)].find(({ name }) => /^damaged_/.test(name));
    const folder = entry && join(dataDir, entry.name);
    if (folder === undefined || Object.keys(board.files(folder)).length === 0) {
      assertEquals(board.files(dataDir), before, "nothing was begun");
      continue;
    }
    assertEquals(board.files(dataDir), base, `after ${operations} operations`);
    assertEquals(board.files(folder), damaged);
    assertEquals([...Deno.readDirSync(journalDir)].map(({ name }) => name).sort(), [
      "000001.journal",
      "base",
    ]);
    assert(operations < 100);
  }
});

Deno.test("beginBase() leaves a journal with rows alone", () => {
  using board = new DamagedBoard();
  beginBase(board.dataDir, board.journalDir, () => {});
  assertEquals(board.files(board.journalDir), { "000001.journal": "rows" });
  assertEquals(board.files(join(board.journalDir, "base")), board.base);
});

Deno.test("beginBase() copies files of several pieces whole, and says that it goes on", () => {
  using dir = new TempDir();
  const bytes = new Uint8Array(40 * 1024 ** 2).map((_, i) => i % 251);
  Deno.mkdirSync(dir.join("data"));
  Deno.writeFileSync(dir.join("data", "board.duckdb"), bytes);
  Deno.writeTextFileSync(dir.join("data", "empty"), "");
  let signs = 0;
  beginBase(dir.join("data"), dir.join("data", "journal"), () => signs++, bytes.length);
  assertEquals(signs, 3);
  const copy = Deno.readFileSync(dir.join("data", "journal", "base", "board.duckdb"));
  assert(copy.length === bytes.length && copy.every((byte, i) => byte === bytes[i]));
  assertEquals(Deno.readTextFileSync(dir.join("data", "journal", "base", "empty")), "");
});

for (const canLink of [true, false]) {
  Deno.test(`makeBase() keeps large files, ${canLink ? "by a second name" : "as a copy"}`, async () => {
    using dir = new TempDir();
    const [dataDir, journalDir] = [dir.join("data"), dir.join("data", "journal")];
    Deno.mkdirSync(dataDir);
    Deno.writeTextFileSync(join(dataDir, "a.parquet"), "rows");
    Deno.writeTextFileSync(dir.join("file_checksums.json"), "sums");
    beginBase(dataDir, journalDir, () => {}, 3);
    assert(isBasePending(journalDir));
    assertEquals([...Deno.readDirSync(journalDir)].map(({ name }) => name), ["base_pending"]);
    // A kill has left a part of it.
    Deno.mkdirSync(join(journalDir, "base.tmp"));
    Deno.writeTextFileSync(join(journalDir, "base.tmp", "b.parquet"), "ro");
    let isCompared = false;
    await makeBase(dataDir, journalDir, canLink, async () => {
      await 0;
      assert(isBasePending(journalDir));
      isCompared = true;
    });
    assert(isCompared && !isBasePending(journalDir));
    const kept = join(journalDir, "base", "a.parquet");
    assertEquals(Deno.readTextFileSync(kept), "rows");
    assertEquals([...Deno.readDirSync(join(journalDir, "base"))].length, 1);
    assertEquals(Deno.statSync(kept).nlink, canLink ? 2 : 1);
    assertEquals(Deno.readTextFileSync(join(journalDir, "base_checksums.json")), "sums");
    assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["data"]);
  });

  Deno.test(`makeBase() makes none of damaged files, and stays pending (${canLink})`, async () => {
    using dir = new TempDir();
    const [dataDir, journalDir] = [dir.join("data"), dir.join("data", "journal")];
    Deno.mkdirSync(dataDir);
    Deno.writeTextFileSync(join(dataDir, "a.parquet"), "rows");
    beginBase(dataDir, journalDir, () => {}, 3);
    const making = makeBase(dataDir, journalDir, canLink, () => Promise.reject(new Error("no")));
    await assertRejects(() => making, Error, "no");
    assert(isBasePending(journalDir));
    assertEquals([...Deno.readDirSync(journalDir)].map(({ name }) => name), ["base_pending"]);
    assertEquals(Deno.readTextFileSync(join(dataDir, "a.parquet")), "rows");
  });
}

/** Whether a process with a file system that kills it at an operation of this number was killed. */
async function isCutOff(
  operations: number,
  { dataDir, journalDir }: DamagedBoard,
): Promise<boolean> {
  using dir = new TempDir();
  const killingFs = import.meta.resolve("./fixtures/killing_fs.ts");
  const importMap = {
    imports: { "@std/path": import.meta.resolve("@std/path"), "node:fs": killingFs },
    scopes: { [killingFs]: { "node:fs": "node:fs" } },
  };
  Deno.writeTextFileSync(dir.join("map.json"), JSON.stringify(importMap));
  const script = fromFileUrl(import.meta.resolve("./fixtures/quarantine.ts"));
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--no-lock", "--import-map", dir.join("map.json"), script]
      .concat(dataDir, journalDir, String(operations)),
  }).output();
  assert([0, KILLED].includes(code), new TextDecoder().decode(stderr));
  return code === KILLED;
}
