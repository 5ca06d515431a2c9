import { assertEquals } from "@std/assert";
import { checkBlock } from "../../../format/check_block.ts";
import { KEY_COLUMNS, TABLE_COLUMNS } from "../../../format/tables.ts";
import { type RecordRow, rowsBlock } from "../../../writer/media/rows_block.ts";
import { contentOf } from "../../support/table_content.ts";

const CALL = { step: 7, globalStep: 3, timeMs: 1_700_000_000_000.4 };

const IMAGE: RecordRow<"media"> = {
  name: "image",
  caption: null,
  media_id: "abc",
  type: "image",
  filename: "a.png",
  path: "/a.png",
  size_bytes: 10,
  format: "png",
  width: 4,
  height: 3,
};

Deno.test("rowsBlock() has the table's columns in their order, and the call's keys in each row", () => {
  const sound = { ...IMAGE, type: "audio", caption: "loud", width: null, height: null };
  const block = checkBlock(rowsBlock("media", CALL, [IMAGE, sound]));
  assertEquals([block.rowCount, block.firstStep, block.lastStep], [2, 7, 7]);
  const { columns, cells } = contentOf([block]);
  assertEquals(columns, [...KEY_COLUMNS, ...TABLE_COLUMNS.media]);
  const rowAt = (row: number) =>
    Object.fromEntries(columns.map(({ name }, index) => [name, cells[index]![row]]));
  const keys = { step: 7n, global_step: 3n, timestamp: 1_700_000_000_000_400n };
  assertEquals(rowAt(0), { ...keys, ...IMAGE, size_bytes: 10n });
  assertEquals(rowAt(1), { ...keys, ...sound, size_bytes: 10n });
});

Deno.test("rowsBlock() leaves the global step empty where the call had none", () => {
  const [, globalStep] = rowsBlock("media", { ...CALL, globalStep: null }, [IMAGE]).columns;
  assertEquals([globalStep?.values.length, globalStep?.rows?.length], [0, 0]);
});
