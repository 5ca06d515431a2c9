import { assertEquals } from "@std/assert";
import { RowList } from "../../../board/memory/row_list.ts";
import { SharedPool } from "../../../board/memory/shared_pool.ts";

function listOf(rows: readonly number[]): RowList {
  const list = new RowList(new SharedPool(1024 ** 2));
  for (const [count, row] of rows.entries()) list.set(count, row);
  return list;
}

Deno.test("RowList.take() is undefined where each row has a value", () => {
  assertEquals(listOf([]).take(0), undefined);
  assertEquals(listOf([...Array(100).keys()]).take(100), undefined);
});

for (const rows of [[5], [0, 2], [0, 1, 2, 9], Array.from({ length: 5000 }, (_, i) => 2 * i + 1)]) {
  Deno.test(`RowList.take() returns the rows where one was passed over: ${rows.slice(0, 4)}`, () => {
    const list = listOf(rows);
    assertEquals([...list.take(rows.length)!], rows);
    assertEquals(list.take(0), undefined);
  });
}

Deno.test("RowList.set() replaces the row of a value that was removed", () => {
  const list = listOf([0, 7]);
  list.set(1, 3);
  assertEquals([...list.take(2)!], [0, 3]);
});
