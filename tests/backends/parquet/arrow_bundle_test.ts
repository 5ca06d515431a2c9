import { assert, assertEquals } from "@std/assert";
import * as npm from "apache-arrow";
import * as bundle from "../../../backends/parquet/arrow_bundle.js";
import * as parts from "../../../backends/parquet/arrow_parts.ts";
import { arrowBundleHeader } from "../../../backends/parquet/bundling/arrow_sources.ts";

Deno.test("the bundle of Arrow is up to date with its sources: `deno task bundle` makes it", async () => {
  const folder = new URL("../../../backends/parquet/", import.meta.url);
  const text = Deno.readTextFileSync(new URL("arrow_bundle.js", folder));
  assert(
    text.startsWith(await arrowBundleHeader(folder)),
    "stale: run `deno task bundle`",
  );
  assertEquals(Object.keys(bundle), Object.keys(parts));
});

Deno.test("the bundle of Arrow and the package read what the other has written", () => {
  const tableOf = (arrow: typeof bundle) => {
    const schema = new arrow.Schema([
      new arrow.Field("number", new arrow.Float64(), true),
      new arrow.Field("text", new arrow.Utf8(), true),
    ]);
    const [number] = arrow.vectorFromArray([1, null, NaN], new arrow.Float64()).data;
    const [text] = arrow.vectorFromArray(["a", "é", null], new arrow.Utf8()).data;
    assert(number && text);
    const children = [number, text];
    const type = new arrow.Struct(schema.fields);
    const data = arrow.makeData({ type, length: 3, nullCount: 0, children });
    return new arrow.Table(schema, new arrow.RecordBatch(schema, data as typeof data));
  };
  const ours = bundle.tableToIPC(tableOf(bundle), "stream");
  const theirs = npm.tableToIPC(tableOf(npm), "stream");
  assertEquals(ours, theirs);
  assertEquals(String(npm.tableFromIPC(ours)), String(bundle.tableFromIPC(theirs)));
});
