import { assertEquals } from "@std/assert";
import type { BoardInfo } from "../../../../viewer/protocol/api.ts";
import { compareMetadata } from "../../../../viewer/page/config/compare_metadata.ts";
import { boardOf } from "../support/board_of.ts";

const withMetadata = (metadata: unknown) =>
  boardOf("a", { metadata: metadata as BoardInfo["metadata"] });

Deno.test("compareMetadata() has config and runtime first, and says what differs", () => {
  const leaves = compareMetadata([
    withMetadata({ name: "x", runtime: { os: "linux" }, config: { lr: 1, layers: [1, 2], e: {} } }),
    withMetadata({ name: "x", runtime: {}, config: { lr: 2, layers: [1, 2], e: {} } }),
    withMetadata(null),
  ]);
  assertEquals(leaves.map(({ path }) => path), [
    ..."config.lr,config.layers,config.e,runtime.os,runtime,name".split(","),
  ]);
  assertEquals(leaves[0], { path: "config.lr", values: [1, 2, undefined], same: false });
  const two = compareMetadata([
    withMetadata({ config: { lr: 1, same: { a: [1] } } }),
    withMetadata({ config: { lr: "1", same: { a: [1] } } }),
  ]);
  assertEquals(two.map(({ path, same }) => [path, same]), [
    ["config.lr", false],
    ["config.same.a", true],
  ]);
});

Deno.test("compareMetadata() has all values of one dotted name", () => {
  const leaves = compareMetadata([
    withMetadata({ config: { "a.b": 1, a: { b: 2 } } }),
    withMetadata({ config: { "a.b": 1, a: { b: 3 } } }),
  ]);
  assertEquals(leaves, [
    { path: "config.a.b", values: [1, 1], same: true },
    { path: "config.a.b_1", values: [2, 3], same: false },
  ]);
});
