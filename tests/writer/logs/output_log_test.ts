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

Deno.test("OutputLog.append() leaves out whole lines where too many wait, and says so", () => {
  using dir = new TempDir();
  const log = new OutputLog(dir.join("logs", "output.log"), () => {});
  Deno.writeTextFileSync(dir.join("logs"), "a file where the folder should be");
  const line = `${"é".repeat(2 ** 19 - 1)}x\n`; // 16 of them are all that is kept.
  for (let count = 0; count < 17; count++) log.append(line);
  log.append("lost, and the end of this line ");
  log.append("too\n");
  log.append("a line that goes on ");
  Deno.removeSync(dir.join("logs"));
  log.append("until here");
  log.append("\nthe next line\n");
  log.append("the last line\n");
  const lines = Deno.readTextFileSync(dir.join("logs", "output.log")).split("\n");
  assertEquals(lines.slice(0, -4).every((kept) => `${kept}\n` === line), true);
  assertEquals(lines.length, 20);
  const lost = 2 ** 20 +
    "lost, and the end of this line too\na line that goes on until here\n".length;
  assertEquals(lines.slice(-4), [
    `kohakuboard: ${lost} bytes of output are missing here: the file could not be written for a time`,
    "the next line",
    "the last line",
    "",
  ]);
});

Deno.test("OutputLog.append() goes on within what an earlier writer has written and not acknowledged", () => {
  using dir = new TempDir();
  const path = dir.join("logs", "output.log");
  let end = 0;
  const first = new OutputLog(path, () => {}, { onEnd: (size) => end = size });
  assertEquals(first.append("same\n"), true);
  Deno.writeTextFileSync(path, "same\né", { append: true }); // It was ended within a write.
  const next = new OutputLog(path, () => {}, { end, onEnd: (size) => end = size });
  next.append("same\né");
  next.append("t\u00e9\n");
  assertEquals(Deno.readTextFileSync(path), "same\nsame\nét\u00e9\n");
  assertEquals(end, Deno.statSync(path).size);
});
