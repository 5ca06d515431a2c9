import { assert, assertEquals } from "@std/assert";
import { TempDir } from "../../../testing/temp_dir.ts";
import { makeSmallBoard } from "../support/small_board.ts";
import { kobo } from "../support/kobo.ts";

Deno.test("kobo list cuts ids before names, and other columns before both", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const ids = ["20260102_030405_0a1b2c3d", "20260102_030405_1b2cff00", "20260103_000000_deadbeef"];
  for (const id of ids) await makeSmallBoard(baseDir, id);
  const list = async (names: readonly string[], columns: number) => {
    for (const [index, id] of ids.entries()) {
      const path = `${baseDir}/${id}/metadata.json`;
      const metadata = JSON.parse(Deno.readTextFileSync(path));
      const changed = { ...metadata, name: names[index], checksum: null };
      Deno.writeTextFileSync(path, JSON.stringify(changed));
    }
    const env = { COLUMNS: String(columns) };
    const { stdout } = await kobo(["list", "--dir", baseDir], { env });
    return stdout.trimEnd().split("\n").slice(1).reverse();
  };
  const name = "resnet50_lr0.001_wd0.05_bs256";
  const names = [`${name}_a`, `${name}_b`, `${name}_c`];
  for (const [index, line] of (await list(names, 80)).entries()) {
    assert(line.includes(names[index]!) && line.includes(ids[index]!), line);
  }
  const longer = names.map((text) => `${text}_${"x".repeat(15)}`);
  const lines = await list(longer, 80);
  for (const [index, line] of lines.entries()) {
    assert(line.includes(longer[index]!), line);
    assert(line.length <= 80, line);
    // What is left of the id is enough for a command, also with the ellipsis.
    const [shown = ""] = line.split("  ");
    assert(shown.endsWith("…") && ids[index]!.startsWith(shown.slice(0, -1)), line);
  }
  const [shown = ""] = lines[1]!.split("  ");
  const found = await kobo(["show", shown, "--dir", baseDir, "--json"]);
  assertEquals(JSON.parse(found.stdout).board_id, ids[1]);
  // In a terminal of 40 columns, too, a person knows a run by its name.
  for (const [index, line] of (await list(["adam", "sgd", "lion"], 40)).entries()) {
    assert(line.length <= 40 && line.includes(["adam", "sgd", "lion"][index]!), line);
    assert(line.includes("finished"), line);
  }
  for (const line of await list(names, 40)) {
    assert(line.length <= 40 && / {2}resnet/.test(line), line);
  }
});
