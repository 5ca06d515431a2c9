import { assertEquals, assertMatch } from "@std/assert";
import { reset } from "@logtape/logtape";
import { WriterLog } from "../../../writer/logs/writer_log.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

Deno.test("WriterLog makes nothing before the first entry", () => {
  using dir = new TempDir();
  new WriterLog(dir.path);
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

Deno.test("WriterLog writes an entry per line, braces as they are", async () => {
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
  await reset();
});

Deno.test("WriterLog keeps silent where it cannot write", () => {
  using dir = new TempDir();
  Deno.writeTextFileSync(dir.join("logs"), "a file where the folder should be");
  new WriterLog(dir.path).error("lost");
  assertEquals(Deno.readTextFileSync(dir.join("logs")), "a file where the folder should be");
});
