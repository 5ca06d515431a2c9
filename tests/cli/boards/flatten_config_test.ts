import { assertEquals } from "@std/assert";
import { flattenConfig } from "../../../cli/boards/flatten_config.ts";

Deno.test("flattenConfig() joins the names of groups with dots", () => {
  const config = {
    lr: 0.1,
    optimizer: { name: "adam", betas: [0.9, 0.999] },
    empty: {},
    none: null,
  };
  const entries = [
    ["lr", "0.1"],
    ["optimizer.name", "adam"],
    ["optimizer.betas", "[0.9,0.999]"],
    ["empty", "{}"],
    ["none", "null"],
  ] as [string, string][];
  assertEquals(flattenConfig(config, 50), { entries, count: 5 });
  assertEquals(flattenConfig(config, 2), { entries: entries.slice(0, 2), count: 5 });
});

Deno.test("flattenConfig() has no entries for a config without values", () => {
  assertEquals(flattenConfig({}, 50), { entries: [], count: 0 });
});

Deno.test("flattenConfig() takes what is below a very long name for one value", () => {
  const key = "k".repeat(200);
  const config = { [key]: { [key]: { a: 1, b: { c: 2 } } } };
  assertEquals(flattenConfig(config, 50), {
    entries: [[`${key}.${key}`, '{"a":1,"b":{"c":2}}']],
    count: 1,
  });
});
