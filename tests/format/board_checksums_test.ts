import { assert, assertEquals } from "@std/assert";
import { readChecksums, removeChecksums, writeChecksums } from "../../format/board_checksums.ts";
import type { TableState } from "../../format/table_state.ts";
import { sealJson } from "../../format/sealed_json.ts";
import { TempDir } from "../../testing/temp_dir.ts";

const MIB = 1024 ** 2;

Deno.test("readChecksums() reads what writeChecksums() wrote, and nothing where there is none", () => {
  using dir = new TempDir();
  assertEquals(readChecksums(dir.path), { kind: "none" });
  const files = new Map([
    ["data/metrics.parquet", { size: MIB + 1, blocks: [0, 0xffffffff] }],
    ["logs/output.log", { size: 0, blocks: [] }],
  ]);
  const tables: TableState[] = [{
    table: "metrics",
    rowCount: 3,
    lastStep: 2,
    lastGlobalStep: null,
    // In the order of the file, whatever their names are.
    columns: [{ name: "step", type: "int64" }, { name: "7", type: "double" }, {
      name: "1",
      type: "string",
    }],
  }];
  writeChecksums(dir.path, files, tables);
  assertEquals(readChecksums(dir.path), { kind: "checksums", files, tables });
  const wide = Array.from({ length: 5001 }, (_, i) => ({ name: `m${i}`, type: "double" as const }));
  writeChecksums(dir.path, files, [{ ...tables[0]!, columns: wide }]);
  assertEquals(readChecksums(dir.path), { kind: "checksums", files, tables: undefined });
  removeChecksums(dir.path);
  removeChecksums(dir.path);
  assertEquals(readChecksums(dir.path), { kind: "none" });
});

Deno.test("readChecksums() refuses a list of another form, and names of no file of a board", () => {
  using dir = new TempDir();
  const path = dir.join("file_checksums.json");
  const write = (more: Record<string, unknown>) =>
    Deno.writeTextFileSync(path, sealJson({ version: 1, block_bytes: MIB, files: {}, ...more }));
  write({});
  assertEquals(readChecksums(dir.path).kind, "checksums");
  const file = { size: 1, crc32: "00000000" };
  const names = [
    "data/../x",
    "data/..",
    "data/.",
    "/etc/passwd",
    "x",
    "data/",
    "media/x",
    "data/a\0",
  ];
  const others: Record<string, unknown>[] = [
    { version: 2 },
    { block_bytes: 1 },
    { files: [] },
    { files: null },
    ...names.map((name) => ({ files: { [name]: file } })),
    ...[null, 1, { size: 1 }, { ...file, size: 1.5 }, { ...file, size: -1 }, {
      ...file,
      size: 1e15,
    }]
      .map((file) => ({ files: { "data/x": file } })),
    ...["", "0", "0000000g", "0000000000000000"].map((crc32) => ({
      files: { "data/x": { size: 1, crc32 } },
    })),
  ];
  for (const more of others) {
    write(more);
    assertEquals(readChecksums(dir.path).kind, "damaged", JSON.stringify(more));
  }
  const state = { row_count: 1, last_step: 0, last_global_step: null, columns: [["a", "double"]] };
  const foreign: unknown[] = [
    null,
    [],
    { others: state },
    ...[
      { row_count: -1 },
      { last_step: "0" },
      { last_global_step: 0.5 },
      { columns: {} },
      { columns: [["a", "BLOB"]] },
      { columns: [[1, "double"]] },
      { columns: [["a", "double"], ["a", "double"]] },
    ].map((wrong) => ({ metrics: { ...state, ...wrong } })),
  ];
  for (const tables of foreign) {
    write({ tables });
    const found = readChecksums(dir.path);
    assert(found.kind === "checksums" && found.tables === undefined, JSON.stringify(tables));
  }
  for (const text of ["", "{", "null", "[]", `{"version": 1}`, `{"checksum": null}`]) {
    Deno.writeTextFileSync(path, text);
    assertEquals(readChecksums(dir.path).kind, "damaged", text);
  }
});

Deno.test({
  name: "readChecksums() opens a regular file alone",
  ignore: Deno.build.os === "windows",
  fn() {
    using dir = new TempDir();
    Deno.symlinkSync("/dev/zero", dir.join("file_checksums.json"));
    assertEquals(readChecksums(dir.path).kind, "damaged");
  },
});
