import { assertEquals } from "@std/assert";
import { OutputLines } from "../../../board/process/output_lines.ts";

/** Pieces, and what push() returns for each; last what end() returns. `e:` is stderr. */
const CASES: [title: string, pieces: string[], returned: string[]][] = [
  ["nothing", [], [""]],
  ["an empty piece", ["e:"], ["", ""]],
  ["a whole line", ["a\n"], ["a\n", ""]],
  ["a line in pieces", ["e:a", "e:b", "e:c\n"], ["", "", "[STDERR] abc\n", ""]],
  ["several lines at once", ["e:a\nb\n\nc\n"], [
    "[STDERR] a\n[STDERR] b\n[STDERR] \n[STDERR] c\n",
    "",
  ]],
  ["the start of the next line", ["e:a\nb", "e:c\nd"], [
    "[STDERR] a\n",
    "[STDERR] bc\n",
    "[STDERR] d\n",
  ]],
  ["a last line without an end", ["a"], ["", "a\n"]],
  ["both last lines", ["a", "e:b"], ["", "", "a\n[STDERR] b\n"]],
  ["an empty line", ["e:\n"], ["[STDERR] \n", ""]],
  ["two streams in turn", ["a", "e:b\n", "c\n"], ["", "[STDERR] b\n", "ac\n", ""]],
  ["Windows' ends of lines", ["e:a\r\nb\r\n"], ["[STDERR] a\r\n[STDERR] b\r\n", ""]],
  ["an end of a line in two pieces", ["e:a\r", "e:\nb\n"], [
    "[STDERR] a\r",
    "\n[STDERR] b\n",
    "",
  ]],
  ["a progress bar", ["\r10 %", "\r20 %", "\r30 %\n"], ["\r", "10 %\r", "20 %\r30 %\n", ""]],
  ["a progress bar on stderr", ["e:10 %\r", "e:20 %\r", "e:\n"], [
    "[STDERR] 10 %\r",
    "20 %\r",
    "\n",
    "",
  ]],
  ["a progress bar that another stream interrupts", ["10 %\r", "e:b\n", "20 %\r"], [
    "10 %\r",
    "\n[STDERR] b\n",
    "20 %\r",
    "\n",
  ]],
  ["line separators within a line", ["e:a\u2028b\u2029c\u0085d\n"], [
    "[STDERR] a\u2028b\u2029c\u0085d\n",
    "",
  ]],
];

for (const [title, pieces, returned] of CASES) {
  Deno.test(`OutputLines joins ${title}`, () => {
    const lines = new OutputLines();
    const pushed = pieces.map((piece) =>
      piece.startsWith("e:") ? lines.push("stderr", piece.slice(2)) : lines.push("stdout", piece)
    );
    assertEquals([...pushed, lines.end()], returned);
    assertEquals(lines.end(), "");
  });
}

Deno.test("OutputLines keeps no more than 64 Ki characters of a line without an end", () => {
  const lines = new OutputLines();
  const piece = "😀x".repeat(1000) + "\ud83d";
  let given = "";
  let kept = 0;
  for (let i = 0; i < 1000; i++) {
    const part = lines.push("stderr", piece) + lines.push("stderr", "\ude00");
    given += part;
    kept += piece.length + 1 - part.length;
    if (kept > 66_000 + "[STDERR] ".length) throw new Error(`keeps ${kept} characters`);
    assertEquals(part.isWellFormed(), true);
  }
  given += lines.end();
  assertEquals(given, `[STDERR] ${(piece + "\ude00").repeat(1000)}\n`);
});

Deno.test("OutputLines ends the line that an earlier run has left without an end, once", () => {
  const lines = new OutputLines(true);
  assertEquals(lines.end(), "");
  assertEquals(lines.push("stderr", "a\nb\n"), "\n[STDERR] a\n[STDERR] b\n");
  assertEquals([lines.push("stdout", "c\n"), lines.end()], ["c\n", ""]);
  assertEquals(new OutputLines(true).push("stdout", "a\r"), "\na\r");
});
