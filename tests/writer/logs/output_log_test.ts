import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
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

Deno.test("OutputLog.append() writes texts of any size", () => {
  using dir = new TempDir();
  const path = dir.join("output.log");
  const log = new OutputLog(path, () => {});
  const line = "x".repeat(20 * 2 ** 20);
  assertEquals(log.append(line), true);
  assertEquals(log.append(`${line}\n${line}`), true);
  assertEquals(Deno.readTextFileSync(path) === `${line}${line}\n${line}`, true);
});

/** The most that a file may have in {@linkcode beyondLimit}. */
const LIMIT = 2 ** 20;

/** What a log has that was given a long line, of which the system took a part, and later more. */
async function beyondLimit(length: number): Promise<string> {
  using dir = new TempDir();
  const path = dir.join("output.log");
  const script = fromFileUrl(new URL("./fixtures/log_beyond_limit.ts", import.meta.url));
  const { code, stderr } = await new Deno.Command("bash", {
    args: ["-c", `trap "" XFSZ; ulimit -f 1024; exec "$@"`, "bash"]
      .concat(Deno.execPath(), "run", "-A", "--no-check", script, path, String(length)),
    env: { DENO_CACHE_DB_MODE: "in-memory" }, // Its files may be larger.
  }).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  return Deno.readTextFileSync(path);
}

const ignore = Deno.build.os === "windows"; // It limits no file's size.

Deno.test({
  name: "OutputLog.append() goes on after the part that a full disk has taken",
  ignore,
  async fn() {
    const left = 1.5 * LIMIT - (LIMIT - "before\n".length);
    // The test has cut off all but three.
    const expected = `before\nxxx${"x".repeat(left)} the end of the line\nafter\n`;
    assertEquals(await beyondLimit(1.5 * LIMIT) === expected, true);
  },
});

Deno.test({
  name: "OutputLog.append() says on a line of its own that the end of a written one is missing",
  ignore,
  async fn() {
    const lost = 20 * LIMIT - (LIMIT - "before\n".length) + " the end of the line\n".length;
    assertEquals((await beyondLimit(20 * LIMIT)).split("\n"), [
      "before",
      "xxx",
      `kohakuboard: ${lost} bytes of output are missing here: the file could not be written for a time`,
      "after",
      "",
    ]);
  },
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
