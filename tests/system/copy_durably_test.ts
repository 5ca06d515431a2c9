import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { TempDir } from "../../testing/temp_dir.ts";
import { copyDurablyLater } from "../../system/copy_durably.ts";
import { codeOf } from "../../system/error_code.ts";
import { readText } from "../../system/read_text.ts";

Deno.test("a file is copied in place of another", async () => {
  using dir = new TempDir();
  for (const text of ["", "rows", "x".repeat(3_000_000)]) {
    Deno.writeTextFileSync(dir.join("from"), text);
    await copyDurablyLater(dir.join("from"), dir.join("to"));
    assertEquals(readText(dir.join("to")), text);
  }
  const code = await copyDurablyLater(dir.join("none"), dir.join("to")).catch(codeOf);
  assertEquals(code, "ENOENT");
});

/** Copies a file where `node:fs` is that of `slow_copy_fs.ts`. */
async function copySlowly(dir: string, refusal: string[]): Promise<string> {
  const slowFs = import.meta.resolve("./fixtures/slow_copy_fs.ts");
  const [map, script] = [join(dir, "map.json"), join(dir, "script.ts")];
  const imports = { "@std/path": import.meta.resolve("@std/path"), "node:fs": slowFs };
  const scopes = { [slowFs]: { "node:fs": "node:fs" } };
  Deno.writeTextFileSync(map, JSON.stringify({ imports, scopes }));
  Deno.writeTextFileSync(
    script,
    `import { copyDurablyLater } from "${import.meta.resolve("../../system/copy_durably.ts")}";
    await copyDurablyLater("from", "to").then(() => console.log("done"), (e) => console.log(e.code));`,
  );
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--no-lock", "--import-map", map, script, ...refusal],
    cwd: dir,
  }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("the disk writes a copy while it is made, and what it refuses then is not lost", async () => {
  using dir = new TempDir();
  Deno.writeTextFileSync(dir.join("from"), "some rows");
  assertEquals(await copySlowly(dir.path, []), "done");
  assertEquals(readText(dir.join("to")), "some rows");
  assertEquals(await copySlowly(dir.path, ["EIO"]), "EIO");
});
