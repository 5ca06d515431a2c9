import { assert, assertEquals } from "@std/assert";
import { findMetadata } from "../../format/find_metadata.ts";
import { type Metadata, writeMetadata } from "../../format/metadata.ts";
import { Journal } from "../../writer/journal/journal.ts";
import { RUN_METADATA } from "../support/run_metadata.ts";
import { stepsBlock } from "../writer/fake_disk.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { exists } from "../../system/exists.ts";

const FINISHED: Metadata = {
  ...RUN_METADATA,
  status: "finished",
  finished_at: "2026-01-02T00:00:00.000Z",
};
/** What a `metadata.json` may be instead of one. */
const DAMAGE: Record<string, (path: string) => void> = {
  missing: (path) => Deno.removeSync(path),
  empty: (path) => Deno.truncateSync(path),
  "cut off": (path) => Deno.truncateSync(path, 40),
  garbage: (path) => Deno.writeFileSync(path, Uint8Array.from({ length: 500 }, (_, i) => i * 7)),
  zeros: (path) => Deno.writeFileSync(path, new Uint8Array(400)),
  "another program's": (path) => Deno.writeTextFileSync(path, '{"name": "other"}'),
  "too deep": (path) => Deno.writeTextFileSync(path, "[".repeat(20_000)),
  "a link": (path) => {
    Deno.renameSync(path, `${path}.away`);
    Deno.symlinkSync(`${path}.away`, path);
  },
  "a folder": (path) => {
    Deno.removeSync(path);
    Deno.mkdirSync(path);
  },
};

/** Appends a block, as a run would that has the metadata. */
function journal(dir: TempDir, metadata?: Metadata): void {
  if (!exists(dir.join("data"))) Deno.mkdirSync(dir.join("data"));
  const journal = new Journal(dir.join("data", "journal"), () => {}, metadata);
  journal.append(stepsBlock(0, 1));
  journal.close();
}

for (const [name, damage] of Object.entries(DAMAGE)) {
  Deno.test(`findMetadata() makes metadata again where metadata.json is ${name}`, () => {
    using dir = new TempDir();
    const path = dir.join("metadata.json");
    const find = (live = false) => {
      const found = findMetadata(dir.path, live);
      assert(found.kind === "remade", JSON.stringify(found));
      assert(found.problem.includes(path), found.problem);
      return found;
    };
    writeMetadata(dir.path, FINISHED, { durable: true });
    assertEquals(findMetadata(dir.path, false), {
      kind: "whole",
      metadata: FINISHED,
      seal: "intact",
    });
    damage(path);
    // After a run that has ended: from its copy.
    assertEquals(find().metadata, FINISHED);
    assert(find().problem.includes("metadata.backup.json"));
    // It was resumed, and has logged nothing yet.
    assertEquals(find(true).metadata, RUN_METADATA);
    // It has, with a new config, which the newest segment knows.
    journal(dir, RUN_METADATA);
    journal(dir, { ...RUN_METADATA, config: { lr: 0.2 } });
    assertEquals(find().metadata, { ...RUN_METADATA, config: { lr: 0.2 } });
    assert(find().problem.includes("its journal"));
    // A segment of an earlier version knows nothing.
    journal(dir);
    assertEquals(find().metadata.config, { lr: 0.2 });
    // Nor does one that is damaged.
    Deno.writeTextFileSync(dir.join("data", "journal", "000004.journal"), "x".repeat(100));
    Deno.truncateSync(dir.join("data", "journal", "000002.journal"), 100);
    assertEquals(find().metadata, RUN_METADATA);
  });
}

Deno.test("findMetadata() guesses what nothing tells", () => {
  using dir = new TempDir();
  const boardDir = dir.join("20260102_030405_1a2b3c4d");
  Deno.mkdirSync(`${boardDir}/data`, { recursive: true });
  assertEquals(findMetadata(boardDir, false).kind, "none");
  Deno.writeTextFileSync(`${boardDir}/metadata.json`, "");
  assertEquals(findMetadata(boardDir, false).kind, "broken");
  for (const [name, backend] of [["metrics.parquet", "parquet"], ["board.duckdb", "duckdb"]]) {
    Deno.writeTextFileSync(`${boardDir}/data/${name}`, "");
    const found = findMetadata(boardDir, false);
    assert(found.kind === "remade" && found.isBackendKnown);
    assertEquals(found.metadata, {
      name: "20260102_030405_1a2b3c4d",
      board_id: "20260102_030405_1a2b3c4d",
      config: {},
      backend: backend!,
      created_at: new Date(2026, 0, 2, 3, 4, 5).toISOString(),
      format_version: 1,
      status: "finished",
      runtime: {},
    });
  }
});

Deno.test("findMetadata() guesses for a journal of an earlier version, of whatever backend", () => {
  using dir = new TempDir();
  journal(dir);
  const found = findMetadata(dir.path, false);
  assert(found.kind === "remade" && !found.isBackendKnown);
  assertEquals(found.metadata.status, "running");
  assert(Date.now() - Date.parse(found.metadata.created_at) < 3600_000);
});

Deno.test("findMetadata() says where metadata are of a later version, in a copy too", () => {
  using dir = new TempDir();
  const newer = '{"format_version": 99}';
  Deno.writeTextFileSync(dir.join("metadata.backup.json"), newer);
  assertEquals(findMetadata(dir.path, false).kind, "newer");
  writeMetadata(dir.path, FINISHED, { durable: false });
  assertEquals(findMetadata(dir.path, false).kind, "whole");
  Deno.writeTextFileSync(dir.join("metadata.json"), newer);
  assertEquals(findMetadata(dir.path, false).kind, "newer");
});

Deno.test("findMetadata() takes no frame that is forged to be large, deep, or another's", () => {
  for (
    const forge of [
      (bytes: Uint8Array) => bytes.subarray(0, 30),
      (bytes: Uint8Array) => bytes.with(4, 255).with(7, 255),
      (bytes: Uint8Array) => bytes.with(40, 0),
    ]
  ) {
    using dir = new TempDir();
    journal(dir, RUN_METADATA);
    const path = dir.join("data", "journal", "000001.journal");
    Deno.writeFileSync(path, forge(Deno.readFileSync(path)));
    const found = findMetadata(dir.path, false);
    assert(found.kind === "remade");
    assertEquals(found.metadata.config, {});
  }
});
