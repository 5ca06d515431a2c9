import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { TempDir } from "../../../testing/temp_dir.ts";

const SCRIPT = fromFileUrl(new URL("./fixtures/capture_output.ts", import.meta.url));

const BOTH = [
  "group",
  "[STDERR]   in a group",
  "node out",
  "[STDERR] node err",
  "Deno out, é in pieces: end",
  "[STDERR] piped",
  "[STDERR] error: Uncaught Error: boom",
  '[STDERR] error: Uncaught "a text"',
  "no end",
];

Deno.test("captureOutput() copies whole lines to each sink, and prints them as before", async () => {
  using dir = new TempDir();
  const path = dir.join("received.json");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", SCRIPT, path],
    env: { NO_COLOR: "1" },
  }).output();
  const [printed, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(code, 0, errors);
  const { first, second, restored } = JSON.parse(Deno.readTextFileSync(path));
  const withoutPlaces = (text: string) =>
    text.split("\n").filter((line) => !line.startsWith("[STDERR]     at "));
  assertEquals(withoutPlaces(first), ["log { a: 1 } [ 2 ]", "[STDERR] error", ...BOTH, ""]);
  assertEquals(withoutPlaces(second), [...BOTH, "for the second", ""]);
  assertEquals(restored, { log: true, warn: true, streams: false });
  assertEquals(
    printed,
    "before\nlog { a: 1 } [ 2 ]\ngroup\nnode out\nDeno out, é in pieces: end\nno endfor the second\n" +
      "after\n",
  );
  assertEquals(errors, "error\n  in a group\nnode err\npiped\n");
  assert(first.includes("capture_output.ts"), "An error has its stack");
});
