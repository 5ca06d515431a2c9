import { assertEquals } from "@std/assert";
import * as arrow from "../../../backends/parquet/arrow_bundle.js";
import { arrowSchema } from "../../../backends/parquet/arrow_batch.ts";

const columns = [{ name: "a", type: "double" }, { name: "b", type: "int64" }] as const;

Deno.test("arrowSchema() replaces its own fields, and adds others as every schema of Arrow", () => {
  const schema = arrowSchema(columns);
  const plain = new arrow.Schema(schema.fields);
  const nullable = schema.fields.map((field) => field.clone({ nullable: false }));
  const others = [new arrow.Field("b", new arrow.Bool()), new arrow.Field("c", new arrow.Bool())];
  for (const fields of [nullable, nullable.toReversed(), others, [], schema.fields.slice(1)]) {
    assertEquals(String(schema.assign(fields)), String(plain.assign(fields)));
  }
  const other = new arrow.Schema(others);
  assertEquals(String(schema.assign(other)), String(plain.assign(other)));
});
