import { assertEquals } from "@std/assert";
import { LineAssembler } from "../../../board/process/line_assembler.ts";

/** Pieces, and what push() returns for each; last what end() returns. */
const CASES: [title: string, prefix: string, pieces: string[], returned: string[]][] = [
  ["nothing", "", [], [""]],
  ["an empty piece", "> ", [""], ["", ""]],
  ["a whole line", "", ["a\n"], ["a\n", ""]],
  ["a line in pieces", "> ", ["a", "b", "c\n"], ["", "", "> abc\n", ""]],
  ["several lines at once", "> ", ["a\nb\n\nc\n"], ["> a\n> b\n> \n> c\n", ""]],
  ["the start of the next line", "> ", ["a\nb", "c\nd"], ["> a\n", "> bc\n", "> d\n"]],
  ["a last line without an end", "", ["a"], ["", "a\n"]],
  ["an empty line", "> ", ["\n"], ["> \n", ""]],
  ["carriage returns", "", ["10 %\r20 %\r\n"], ["10 %\r20 %\r\n", ""]],
];

for (const [title, prefix, pieces, returned] of CASES) {
  Deno.test(`LineAssembler assembles ${title}${prefix === "" ? "" : ", with a prefix"}`, () => {
    const assembler = new LineAssembler(prefix);
    const lines = pieces.map((piece) => assembler.push(piece));
    assertEquals([...lines, assembler.end()], returned);
    assertEquals(assembler.end(), "");
  });
}
