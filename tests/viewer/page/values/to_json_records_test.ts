import { assertEquals } from "@std/assert";
import { toJsonRecords } from "../../../../viewer/page/values/to_json_records.ts";

Deno.test("toJsonRecords() keeps every cell", () => {
  assertEquals(JSON.parse(toJsonRecords(["a", "a", "__proto__"], [[1, 2, 3], [null]])), [
    JSON.parse('{"a":1,"a_2":2,"__proto__":3}'),
    JSON.parse('{"a":null,"a_2":null,"__proto__":null}'),
  ]);
});

Deno.test("toJsonRecords() keeps the sign of a zero", () => {
  const [record] = JSON.parse(toJsonRecords(["a", "b"], [[-0, [{ c: -0 }, 0]]]));
  assertEquals(record, { a: -0, b: [{ c: -0 }, 0] });
});
