import "../../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import type { BoardInfo } from "../../../../../viewer/protocol/api.ts";
import {
  filterProblem,
  filterText,
  groupBy,
  runGroups,
  visibleRuns,
} from "../../../../../viewer/page/runs/data/visible_runs.ts";
import { boards } from "../../../../../viewer/page/state/boards.ts";
import { boardOf } from "../../support/board_of.ts";

Deno.test("runGroups are in the order of their values, runs without a value last", () => {
  const metadata = (lr: unknown) => ({ config: { lr } }) as unknown as BoardInfo["metadata"];
  boards.value = [0.1, null, 1e-7, 10, 0.001, 0.1].map((lr, i) =>
    boardOf(`run_${i}`, { metadata: metadata(lr) })
  );
  groupBy.value = "config.lr";
  assertEquals(runGroups.value.map(({ title, boards }) => [title, boards.length]), [
    ["1e-7", 1],
    ["0.001", 1],
    ["0.1", 2],
    ["10", 1],
    ["none", 1],
  ]);
  groupBy.value = "";
  boards.value = null;
});

Deno.test("runGroups keep no value, texts, numbers and booleans apart", () => {
  const values = [null, "none", "null", "None", true, "true", 1, "1", "adam", ""];
  const metadata = (v: unknown) => ({ config: { v } }) as unknown as BoardInfo["metadata"];
  boards.value = values.map((v, i) =>
    boardOf(`run_${i}`, { metadata: metadata(v), metricNames: [], last: {}, best: {} })
  );
  groupBy.value = "config.v";
  assertEquals(
    runGroups.value.map(({ title }) => title).sort(),
    ['""', '"1"', '"None"', '"none"', '"null"', '"true"', "1", "adam", "none", "true"],
  );
  groupBy.value = "";
  const found = (filter: string) => {
    filterText.value = filter;
    assertEquals(filterProblem.value, null, filter);
    return visibleRuns.value.map(({ boardId }) => boardId);
  };
  assertEquals(found("v = null"), ["run_0"]);
  assertEquals(found("v = null or v = adam"), ["run_0", "run_8"]);
  assertEquals(found("v != null").length, 9);
  assertEquals(found('v = "null"'), ["run_2"]);
  // A value that is null in all runs is one, too; a name may have another form of its letters.
  const hidden = ({ config: { scheduler: null, "cafe\u0301": 3 } }) as unknown;
  boards.value = [
    boardOf("run", {
      metadata: hidden as BoardInfo["metadata"],
      metricNames: [],
      last: {},
      best: {},
    }),
  ];
  assertEquals(found("scheduler = null"), ["run"]);
  assertEquals(found("caf\u00e9 = 3"), ["run"]);
  filterText.value = "lrr > 1";
  assertEquals(
    filterProblem.value,
    'No run has "lrr": expected a config value, a metric or a column (character 1)',
  );
  filterText.value = "";
  boards.value = null;
});

Deno.test("runGroups by several fields keep texts with commas apart, and tags in any order together", () => {
  const config = (a: string, b: string) => ({ config: { a, b } }) as unknown;
  const metadata = [config("x, y", "z"), config("x", "y, z"), config("x", "y, z")];
  const tags = [["p", "q"], ["q", "p"], ["p"]];
  boards.value = metadata.map((found, i) =>
    boardOf(`run_${i}`, {
      metadata: found as BoardInfo["metadata"],
      annotations: { tags: tags[i] ?? [], hidden: false },
    })
  );
  const grouped = () =>
    runGroups.value.map(({ boards }) => boards.map(({ boardId }) => boardId).sort());
  groupBy.value = "config.a,config.b";
  assertEquals(grouped(), [["run_1", "run_2"], ["run_0"]]);
  assertEquals(new Set(runGroups.value.map(({ title }) => title)).size, 2);
  groupBy.value = "tags";
  assertEquals(grouped(), [["run_2"], ["run_0", "run_1"]]);
  groupBy.value = "";
  boards.value = null;
});
