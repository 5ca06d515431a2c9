import { assertEquals } from "@std/assert";
import type { BoardInfo } from "../../../../../viewer/protocol/api.ts";
import {
  groupOf,
  listMetrics,
  numberMetrics,
  shortName,
} from "../../../../../viewer/page/charts/settings/metric_entries.ts";
import { boardOf } from "../../support/board_of.ts";

function withMetrics(boardId: string, last: BoardInfo["last"]): BoardInfo {
  const numbers = Object.entries(last).filter(([, value]) => typeof value === "number");
  return boardOf(boardId, {
    metricNames: Object.keys(last),
    last,
    best: Object.fromEntries(numbers.map(([name]) => [name, { min: 0, max: 1 }])),
  });
}

Deno.test("listMetrics() prefers numbers where runs disagree, and leaves texts out of their charts", () => {
  const boards = [
    withMetrics("a", { loss: "none", ok: true, note: "x", __proto__x: 1 }),
    withMetrics("b", { loss: 0.5, ok: false, note: "y" }),
  ];
  assertEquals(
    listMetrics(boards).map(({ name, type, boards }) => [
      name,
      type,
      boards.map(({ boardId }) => boardId).join(),
    ]),
    [
      ["loss", "number", "b"],
      ["ok", "boolean", "a,b"],
      ["note", "string", "a,b"],
      ["__proto__x", "number", "a"],
    ],
  );
  assertEquals(numberMetrics(boards), ["loss", "__proto__x"]);
  // A chart of numbers says that it leaves a run out.
  assertEquals(listMetrics(boards).map(({ textRuns }) => textRuns), [
    1,
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("groupOf() and shortName() split a name at its last slash, where that leaves a group", () => {
  assertEquals(["a/b/c", "a", "/a", "a/"].map(groupOf), ["a/b", "", "", "a"]);
  assertEquals(["a/b/c", "a", "/a", "a/"].map(shortName), ["c", "a", "/a", "a/"]);
});
