import { assertEquals } from "@std/assert";
import type { BoardInfo } from "../../../../viewer/protocol/api.ts";
import {
  comparableMetrics,
  comparedPaths,
  compareRuns,
  likelyBest,
  likelyMetric,
} from "../../../../viewer/page/compare/compare_runs.ts";
import { boardOf } from "../support/board_of.ts";

const run = (config: unknown, best: BoardInfo["best"] = {}) =>
  boardOf("a", { metadata: { config } as BoardInfo["metadata"], best });

Deno.test("comparableMetrics() are finite somewhere, those of the most runs first", () => {
  const boards = [
    run({}, { a: { min: null, max: null }, b: { min: 1, max: 2 } }),
    run({}, { c: { min: 0, max: 0 } }),
    run({}, { c: { min: 0, max: 0 } }),
  ];
  assertEquals(comparableMetrics(boards), ["c", "b"]);
});

Deno.test("likelyMetric() and likelyBest() go by names", () => {
  assertEquals(likelyMetric(["lr", "train/loss", "val/accuracy"]), "val/accuracy");
  assertEquals(likelyMetric(["lr", "train/loss"]), "train/loss");
  assertEquals(likelyMetric(["lr"]), "lr");
  assertEquals(likelyMetric([]), undefined);
  assertEquals(["val/loss", "accuracy", "latency"].map(likelyBest), ["min", "max", "min"]);
});

Deno.test("comparedPaths() counts missing values as different, and has all paths of equal configs", () => {
  const paths = (...configs: unknown[]) =>
    comparedPaths(compareRuns(configs.map((config) => run(config)), "loss", "min"));
  assertEquals(paths({ lr: 1, seed: 1 }, { lr: 2, seed: 1 }), ["lr"]);
  assertEquals(paths({ lr: 1 }, { lr: 1, seed: 1 }), ["seed"]);
  assertEquals(paths({ lr: 1, seed: 1 }, { lr: 1, seed: 1 }), ["lr", "seed"]);
});

Deno.test("compareRuns() has the best value, null where there is none", () => {
  const boards = [run({ lr: 1 }, { loss: { min: 1, max: 2 } }), run({})];
  const best = (kind: "min" | "max") => compareRuns(boards, "loss", kind).map(({ best }) => best);
  assertEquals([best("min"), best("max")], [[1, null], [2, null]]);
});
