import { assertEquals, assertStringIncludes } from "@std/assert";
import { OutputLog } from "../../../writer/logs/output_log.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

Deno.test("OutputLog makes nothing before the first line", () => {
  using dir = new TempDir();
  new OutputLog(dir.join("logs", "output.log"), () => {});
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

Deno.test("OutputLog.append() adds to what an earlier run has left", () => {
  using dir = new TempDir();
  const path = dir.join("logs", "output.log");
  for (let run = 0; run < 2; run++) {
    const log = new OutputLog(path, () => {});
    log.append(`é ${run}\n`);
    log.append("next\n");
  }
  assertEquals(Deno.readTextFileSync(path), "é 0\nnext\né 1\nnext\n");
});

Deno.test("OutputLog.append() keeps what cannot be written, and reports it once", () => {
  using dir = new TempDir();
  const problems: string[] = [];
  const log = new OutputLog(dir.join("logs", "output.log"), (message) => problems.push(message));
  Deno.writeTextFileSync(dir.join("logs"), "a file where the folder should be");
  log.append("one\n");
  log.append("two\n");
  assertEquals(problems.length, 1);
  assertStringIncludes(problems[0]!, dir.join("logs", "output.log"));
  Deno.removeSync(dir.join("logs"));
  log.append("three\n");
  assertEquals(Deno.readTextFileSync(dir.join("logs", "output.log")), "one\ntwo\nthree\n");
});
