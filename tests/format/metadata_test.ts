import { assertEquals } from "@std/assert";
import { FORMAT_VERSION, parseMetadata, startIn, writeMetadata } from "../../format/metadata.ts";
import { RUN_METADATA } from "../support/run_metadata.ts";
import { TempDir } from "../../testing/temp_dir.ts";

Deno.test("writeMetadata() keeps a copy of what it makes durable", () => {
  using dir = new TempDir();
  const read = (name: string) => {
    const parsed = parseMetadata(Deno.readTextFileSync(dir.join(name)));
    return parsed.kind === "metadata" && parsed.seal === "intact" ? parsed.metadata : parsed;
  };
  const names = () => [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort();
  writeMetadata(dir.path, RUN_METADATA, { durable: false });
  assertEquals(names(), ["metadata.json"]);
  const finished = { ...RUN_METADATA, status: "finished" } as const;
  writeMetadata(dir.path, finished, { durable: true });
  writeMetadata(dir.path, RUN_METADATA, { durable: false });
  assertEquals(names(), ["metadata.backup.json", "metadata.json"]);
  assertEquals([read("metadata.json"), read("metadata.backup.json")], [RUN_METADATA, finished]);
});

Deno.test("parseMetadata() wants three fields and keeps all others as they are", () => {
  const { format_version, backend, created_at } = RUN_METADATA;
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

Deno.test("startIn() says when a run was started, and nothing of what parseMetadata() does not take", () => {
  const { format_version, backend, created_at } = RUN_METADATA;
  const metadata = { format_version, backend, created_at };
  assertEquals(startIn(JSON.stringify(metadata)), created_at);
  for (const name of Object.keys(metadata)) {
    assertEquals(startIn(JSON.stringify({ ...metadata, [name]: undefined })), undefined, name);
  }
  assertEquals(
    startIn(JSON.stringify({ ...metadata, format_version: FORMAT_VERSION + 1 })),
    undefined,
  );
  const deep = `{"a":${"[".repeat(1000)}${"]".repeat(1000)},${JSON.stringify(metadata).slice(1)}`;
  for (const text of ["", "{", "null", "[]", "1", '"text"', deep]) {
    assertEquals(startIn(text), undefined, text);
  }
});
