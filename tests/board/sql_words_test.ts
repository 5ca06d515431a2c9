import { assertEquals } from "@std/assert";
import { OpenBoards } from "./open_boards.ts";
import { RowReader } from "../support/row_reader.ts";

/** Each word of DuckDB's SQL, in capitals and not, as it is and as a part of a name. */
async function namesOfSqlWords(): Promise<string[]> {
  await using reader = new RowReader();
  const query = "SELECT DISTINCT keyword_name FROM duckdb_keywords() " +
    "WHERE keyword_name <> 'timestamp' ORDER BY 1"; // A column of the board itself.
  const [words = []] = (await reader.query("", query)).cells;
  return words.map(String).flatMap((word, index) => {
    const capitals = word.toUpperCase();
    // A board has no two names that differ only in case.
    return [index % 2 === 0 ? word : capitals, `${capitals}_LR`, `MY_${capitals}`];
  });
}

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`Board on ${backend} takes the words of SQL for names, and is resumed with them`, async () => {
    await using boards = new OpenBoards();
    const names = await namesOfSqlWords();
    const log = async (first: number, boardId?: string) => {
      const board = boards.open({ backend, boardId });
      board.log(Object.fromEntries(names.map((name, index) => [name, first + index])));
      await board.finish();
      return board;
    };
    const { boardId } = await log(0);
    const content = await boards.read(await log(5000, boardId));
    assertEquals(content.columns.slice(3).map(({ name }) => name), names);
    assertEquals(content.cells.slice(3), names.map((_, index) => [index, 5000 + index]));
  });
}
