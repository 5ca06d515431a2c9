import { assertEquals } from "@std/assert";
import { jsonFields, jsonRecord, jsonValue } from "../../../cli/text/json_value.ts";

Deno.test("jsonValue() converts what JSON cannot hold", () => {
  assertEquals(
    jsonValue([NaN, -Infinity, 1.5, 2n ** 60n, null, true, "text", new Uint8Array([1, 2])]),
    ["NaN", "-Infinity", 1.5, "1152921504606846976", null, true, "text", "AQI="],
  );
  assertEquals(jsonValue({ at: new Date(0), list: Float64Array.of(1, Infinity) }), {
    at: "1970-01-01T00:00:00.000Z",
    list: [1, "Infinity"],
  });
});

Deno.test("jsonRecord() keeps a metric that is called __proto__", () => {
  assertEquals(
    JSON.stringify(jsonRecord([["__proto__", 1], ["b", 2n]])),
    '{"__proto__":1,"b":"2"}',
  );
});

Deno.test("JSON keeps the sign of a zero", () => {
  assertEquals(
    JSON.stringify(jsonRecord([["loss", -0], ["list", [-0, 0]], ["bins", Float64Array.of(-0)]])),
    '{"loss":-0.0,"list":[-0.0,0],"bins":[-0.0]}',
  );
});

Deno.test("jsonFields() names fields as metadata.json does", () => {
  assertEquals(jsonFields({ lastStep: 3, name: "loss" }), { last_step: 3, name: "loss" });
});
