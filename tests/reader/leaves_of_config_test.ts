import { assertEquals } from "@std/assert";
import { leavesByPath } from "../../reader/config_leaves.ts";
import { jsonLeaves } from "../../viewer/page/state/config_leaves.ts";

const LONG = "k".repeat(257);

for (const [reader, leavesOf] of Object.entries({ leavesByPath, jsonLeaves })) {
  Deno.test(`${reader}: of values with one path the later ones have a number behind it`, () => {
    const config = { "x.y": 1, x: { y: 2, Y: 3 }, "x.y_1": 4 };
    assertEquals([...leavesOf(config)], [["x.y", 1], ["x.y_1", 2], ["x.Y", 3], ["x.y_1_1", 4]]);
  });

  Deno.test(`${reader}: what is below a very long path is one value`, () => {
    const config = { [LONG]: { a: { b: 1 } }, a: { [LONG]: 5 } };
    assertEquals([...leavesOf(config)], [[LONG, { a: { b: 1 } }], [`a.${LONG}`, 5]]);
  });
}
