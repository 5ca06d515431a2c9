import { assertEquals } from "@std/assert";
import { lastGlobalStep, TableStates } from "../../backends/table_states.ts";
import { KEY_COLUMNS } from "../../format/tables.ts";
import { globalStepOf, makeBlock } from "../support/make_block.ts";

const LOSS = { name: "loss", type: "double" } as const;

Deno.test("TableStates.add() counts rows, and adds new columns at the end", () => {
  const states = new TableStates();
  assertEquals(states.get("metrics"), undefined);
  states.add(makeBlock(0, 3));
  states.add(makeBlock(3, 2, [{ ...LOSS, cells: [1] }]));
  states.add(makeBlock(5, 1));
  const expected = {
    table: "metrics" as const,
    rowCount: 6,
    lastStep: 5,
    lastGlobalStep: null,
    columns: [...KEY_COLUMNS, LOSS],
  };
  assertEquals(states.get("metrics"), expected);
  assertEquals(states.all(), [expected]);
});

Deno.test("TableStates leaves the states that it starts with as they are", () => {
  const states = new TableStates();
  states.add(makeBlock(0, 1));
  const [given] = states.all();
  const copy = structuredClone(given);
  new TableStates([given!]).add(makeBlock(1, 1, [{ ...LOSS, cells: [1] }]));
  assertEquals(given, copy);
});

Deno.test("lastGlobalStep() is that of the last row, null where this has none", () => {
  for (let rowCount = 1; rowCount <= 11; rowCount++) {
    assertEquals(lastGlobalStep(makeBlock(0, rowCount)), globalStepOf(rowCount - 1));
  }
  assertEquals(lastGlobalStep({ ...makeBlock(0, 2), columns: [] }), null);
});
