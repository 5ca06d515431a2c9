import "../../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import type { BoardInfo } from "../../../../../viewer/protocol/api.ts";
import {
  configPaths,
  differingPaths,
  fieldOf,
  metricNames,
} from "../../../../../viewer/page/runs/data/run_fields.ts";
import { boardOf } from "../../support/board_of.ts";

const withConfig = (config: unknown, more: Partial<BoardInfo> = {}) =>
  boardOf("a", { metadata: { config } as BoardInfo["metadata"], ...more });

Deno.test("fieldOf() has fields for configs and metrics, and none for other ids", () => {
  const board = withConfig({ optimizer: { lr: 0.1, betas: [0.9] } }, {
    last: { loss: "NaN", note: "NaN", ok: true },
    best: { loss: { min: 1, max: 2 } },
    createdAt: "2026-01-01T00:00:00Z",
    finishedAt: "2026-01-01T00:01:00Z",
  });
  const value = (id: string) => fieldOf(id)?.value(board);
  assertEquals(value("config.optimizer.lr"), 0.1);
  assertEquals(value("config.optimizer.betas"), "[0.9]");
  assertEquals(value("config.optimizer"), null);
  assertEquals(value("last:loss"), NaN);
  assertEquals(value("last:note"), "NaN");
  assertEquals(value("last:ok"), true);
  assertEquals(value("last:constructor"), null);
  assertEquals([value("min:loss"), value("max:loss"), value("max:note")], [1, 2, null]);
  assertEquals(value("duration"), 60_000);
  assertEquals([fieldOf("avg:loss"), fieldOf("nothing"), fieldOf("")], Array(3).fill(undefined));
  assertEquals(fieldOf("min:a:b")?.label, "a:b (min)");
});

Deno.test("differingPaths() counts different values, not missing ones", () => {
  const boards = [
    withConfig({ lr: 1, seed: 1, only: 1 }),
    withConfig({ lr: 2, seed: 1 }),
    boardOf("broken", { metadata: null }),
  ];
  assertEquals(configPaths(boards), ["lr", "seed", "only"]);
  assertEquals(differingPaths(boards), ["lr"]);
});

Deno.test("differingPaths() has those of the most runs first", () => {
  const boards = [{ epochs: 1 }, { epochs: 2, lr: 1 }, { lr: 2 }, { lr: 3 }];
  assertEquals(differingPaths(boards.map((config) => withConfig(config))), ["lr", "epochs"]);
});

Deno.test("metricNames() has those of the most runs first", () => {
  const boards = [["a", "b"], ["b", "c"], ["b", "c"]].map((metricNames) =>
    boardOf("x", { metricNames })
  );
  assertEquals(metricNames(boards), ["b", "c", "a"]);
});
