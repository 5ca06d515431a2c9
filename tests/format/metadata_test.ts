import { assertEquals, assertThrows } from "@std/assert";
import {
  FORMAT_VERSION,
  type Metadata,
  parseMetadata,
  readMetadata,
  writeMetadata,
} from "../../format/metadata.ts";
import { TempDir } from "../../testing/temp_dir.ts";

const METADATA: Metadata = {
  name: "é 😀",
  board_id: "run",
  config: { lr: 0.1 },
  backend: "duckdb",
  created_at: "2026-01-01T00:00:00.000Z",
  format_version: FORMAT_VERSION,
  status: "running",
  runtime: {},
};

Deno.test("readMetadata() reads what writeMetadata() wrote, and nothing where there is none", () => {
  using dir = new TempDir();
  assertEquals(readMetadata(dir.path), undefined);
  writeMetadata(dir.path, METADATA, { durable: false });
  writeMetadata(dir.path, { ...METADATA, status: "finished" }, { durable: true });
  assertEquals(readMetadata(dir.path), { ...METADATA, status: "finished" });
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["metadata.json"]);
});

Deno.test("parseMetadata() wants three fields and keeps all others as they are", () => {
  const { format_version, backend, created_at } = METADATA;
  const metadata = { format_version, backend, created_at, more: 1 };
  const seal = "none";
  assertEquals(parseMetadata(JSON.stringify(metadata)), { kind: "metadata", metadata, seal });
  for (const name of Object.keys(metadata).slice(0, 3)) {
    const { kind } = parseMetadata(JSON.stringify({ ...metadata, [name]: undefined }));
    assertEquals(kind, "broken", name);
  }
});

Deno.test("parseMetadata() finds what is no metadata, or is newer", () => {
  for (const text of ["", "{", "null", "[]", "1", '"text"']) {
    assertEquals(parseMetadata(text).kind, "broken", text);
  }
  // Of a later layout nothing else is known.
  assertEquals(parseMetadata(`{"format_version": ${FORMAT_VERSION + 1}}`).kind, "newer");
});

Deno.test("readMetadata() names the file that is broken, and the folder that is newer", () => {
  using dir = new TempDir();
  const path = dir.join("metadata.json");
  Deno.writeTextFileSync(path, "{");
  assertThrows(() => readMetadata(dir.path), Error, `Cannot read ${path}: it is not JSON`);
  Deno.writeTextFileSync(path, "{}");
  assertThrows(() => readMetadata(dir.path), Error, `Cannot read ${path}: expected at least`);
  Deno.writeTextFileSync(path, `{"format_version": 99}`);
  const message = `Cannot resume ${dir.path}: it has format version 99`;
  assertThrows(() => readMetadata(dir.path), Error, message);
});
