import { assert, assertEquals, assertMatch } from "@std/assert";
import { WriterLog } from "../../../writer/logs/writer_log.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

Deno.test("WriterLog makes nothing before the first entry", () => {
  using dir = new TempDir();
  new WriterLog(dir.path);
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

Deno.test("WriterLog writes an entry per line, braces as they are", () => {
  using dir = new TempDir();
  const log = new WriterLog(dir.path);
  log.info("Finished: {metrics} has 3 rows");
  log.error("flush failed: {x}");
  const [first, second, ...rest] = Deno.readTextFileSync(dir.join("logs", "writer.log")).split(
    "\n",
  );
  assertMatch(first!, /^\d{4}-\d\d-\d\dT[\d:.]+Z INFO Finished: \{metrics\} has 3 rows$/);
  assertMatch(second!, /^\d{4}-\d\d-\d\dT[\d:.]+Z ERROR flush failed: \{x\}$/);
  assertEquals(rest, [""]);
});

Deno.test("WriterLog keeps silent where it cannot write", () => {
  using dir = new TempDir();
  Deno.writeTextFileSync(dir.join("logs"), "a file where the folder should be");
  new WriterLog(dir.path).error("lost");
  assertEquals(Deno.readTextFileSync(dir.join("logs")), "a file where the folder should be");
});

Deno.test("WriterLog keeps three files of a megabyte, and goes on in the one of an earlier run", () => {
  using dir = new TempDir();
  const path = (suffix: string) => dir.join("logs", `writer.log${suffix}`);
  const entry = "x".repeat(100_000);
  for (let index = 0; index < 50; index++) new WriterLog(dir.path).info(`${index} ${entry}`);
  assertEquals([...Deno.readDirSync(dir.join("logs"))].length, 3);
  const numbers = [".2", ".1", ""].flatMap((suffix) => {
    const text = Deno.readTextFileSync(path(suffix));
    assert(text.length <= 1024 ** 2);
    return text.trim().split("\n").map((line) => Number(line.split(" ")[2]));
  });
  assertEquals(numbers, Array.from({ length: 30 }, (_, index) => index + 20));
});

Deno.test("WriterLog begins a line where an earlier writer was killed within one", () => {
  using dir = new TempDir();
  Deno.mkdirSync(dir.join("logs"));
  Deno.writeTextFileSync(dir.join("logs", "writer.log"), "2026-01-01T00:00:00.000Z INFO Fin");
  const log = new WriterLog(dir.path);
  log.info("one");
  log.info("two");
  const lines = Deno.readTextFileSync(dir.join("logs", "writer.log")).split("\n");
  assertEquals(lines.map((line) => line.slice(24)), [" INFO Fin", " INFO one", " INFO two", ""]);
});
