import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { SectionReader } from "../../../cli/boards/section_reader.ts";
import { type BoardReader, BoardReadError, QueryError } from "../../../reader/mod.ts";

/** All that a {@linkcode SectionReader} asks of a reader. */
function fakeReader(problems: string[] = []): BoardReader {
  return { boardId: "run", boardDir: "/boards/run", problems } as unknown as BoardReader;
}

Deno.test("SectionReader.read() returns what is read, and goes on after a section that is not", async () => {
  const sections = new SectionReader(fakeReader());
  assertEquals(await sections.read("media", () => Promise.resolve(1)), 1);
  const fail = () => Promise.reject(new BoardReadError("media.parquet is torn"));
  assertEquals(await sections.read("media", fail), undefined);
  assertEquals(await sections.read("media", () => Promise.resolve(2)), 2);
  assertEquals(sections.problems, ["media.parquet is torn"]);
});

Deno.test("SectionReader.read() names board and table where a query of ours fails", async () => {
  const sections = new SectionReader(fakeReader());
  const error = new QueryError("failed", "Binder Error: no column size_bytes\n\nLINE 2");
  assertEquals(await sections.read("media", () => Promise.reject(error)), undefined);
  assertEquals(sections.problems, [
    "Cannot read the media of /boards/run: Binder Error: no column size_bytes",
  ]);
  const cancelled = new QueryError("cancelled", "cancelled");
  await assertRejects(() => sections.read("media", () => Promise.reject(cancelled)), QueryError);
});

Deno.test("SectionReader.read() hides no other error", async () => {
  const sections = new SectionReader(fakeReader());
  await assertRejects(
    () => sections.read("media", () => Promise.reject(new TypeError("bug"))),
    TypeError,
  );
});

Deno.test("SectionReader.problems has each problem once", async () => {
  const sections = new SectionReader(fakeReader(["torn", "torn", "lost"]));
  await sections.read("media", () => Promise.reject(new BoardReadError("torn")));
  assertEquals(sections.problems, ["torn", "lost"]);
});

Deno.test("SectionReader.end() fails only if a section could not be read", async () => {
  const sections = new SectionReader(fakeReader());
  sections.end();
  await sections.read("media", () => Promise.reject(new BoardReadError("x")));
  await sections.read("media", () => Promise.reject(new BoardReadError("y")));
  assertThrows(() => sections.end(), Error, "Cannot show all of run: 2 parts cannot be read");
});
