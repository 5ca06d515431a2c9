import { assertEquals } from "@std/assert";
import { toCsv } from "../../../../viewer/page/values/to_csv.ts";

Deno.test("toCsv() keeps every cell", () => {
  assertEquals(
    toCsv(["a", 'b"'], [[1, "x,y"], [null, '"q"\n'], ["NaN", { mediaId: "1" }]]),
    'a,"b"""\r\n1,"x,y"\r\n,"""q""\n"\r\nNaN,"{""mediaId"":""1""}"\r\n',
  );
});
