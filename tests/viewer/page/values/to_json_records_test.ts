import { assertEquals } from "@std/assert";
import { toJsonRecords } from "../../../../viewer/page/values/to_json_records.ts";

Deno.test("toJsonRecords() keeps every cell", () => {
  assertEquals(JSON.parse(toJsonRecords(["a", "a", "__proto__"], [[1, 2, 3], [null]])), [
    JSON.parse('{"a":1,"a_2":2,"__proto__":3}'),
    JSON.parse('{"a":null,"a_2":null,"__proto__":null}'),
  ]);
});
