import { assertEquals } from "@std/assert";
import { flattenConfig } from "../../../cli/boards/flatten_config.ts";

Deno.test("flattenConfig() joins the names of groups with dots", () => {
  const config = {
    lr: 0.1,
    optimizer: { name: "adam", betas: [0.9, 0.999] },
    empty: {},
    none: null,
  };
  assertEquals(flattenConfig(config), [
    ["lr", "0.1"],
    ["optimizer.name", "adam"],
    ["optimizer.betas", "[0.9,0.999]"],
    ["empty", "{}"],
    ["none", "null"],
  ]);
});

Deno.test("flattenConfig() has no entries for a config without values", () => {
  assertEquals(flattenConfig({}), []);
});
