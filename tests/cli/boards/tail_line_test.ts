import { assert, assertEquals } from "@std/assert";
import { tailLine, type TailRow } from "../../../cli/boards/tail_line.ts";
import { displayWidth } from "../../../cli/text/display_width.ts";

const TIMESTAMP = new Date(2026, 0, 2, 12, 3, 4);

function row(items: TailRow["items"], globalStep: number | null = 3): TailRow {
  return { step: 1234, globalStep, timestamp: TIMESTAMP, items };
}

Deno.test("tailLine() prints all items where there is room", () => {
  assertEquals(
    tailLine(row([["train/loss", 0.512345], ["note", "a\nb"], ["image", "sample"]]), Infinity),
    "12:03:04  step 1,234  global 3  train/loss 0.51235  note a\\nb  image sample",
  );
  assertEquals(tailLine(row([], null), Infinity), "12:03:04  step 1,234");
});

Deno.test("tailLine() counts the items that do not fit, at any width", () => {
  const items = Array.from({ length: 20 }, (_, i): [string, number] => [`学習/${i}`, i / 7]);
  for (let width = 50; width < 400; width++) {
    const line = tailLine(row(items), width);
    assert(displayWidth(line) <= width, `${width}: ${line}`);
    const shown = line.match(/学習/g)?.length ?? 0;
    const omitted = Number(/ \+(\d+) more$/.exec(line)?.[1] ?? 0);
    assertEquals(shown + omitted, items.length);
  }
});

Deno.test("tailLine() cuts names and texts after 1,000 characters, however much room there is", () => {
  const line = tailLine(row([["n".repeat(5_000), "t".repeat(100_000_000)]]), Infinity);
  assertEquals(
    line,
    `12:03:04  step 1,234  global 3  ${"n".repeat(1000)}… ${"t".repeat(1000)}…`,
  );
});
