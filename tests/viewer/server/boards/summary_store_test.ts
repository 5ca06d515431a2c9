import { assertEquals } from "@std/assert";
import type { BoardDetails } from "../../../../viewer/server/boards/board_details.ts";
import type { BoardEntry } from "../../../../viewer/server/boards/board_entry.ts";
import { BoardFolders } from "../../../../viewer/server/boards/board_folders.ts";
import { OwnFolder } from "../../../../reader/summaries/own_folder.ts";
import { SummaryStore } from "../../../../viewer/server/boards/summary_store.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { makeBoards } from "../support/viewer_boards.ts";
import { boardsWhenComplete, viewerOf } from "../support/viewer_client.ts";

Deno.test("serve() reads boards that have ended once, and again when they have changed", async () => {
  using dir = await makeBoards();
  const summaries = dir.join(".kobo", "summaries.json");
  const lastOf = async (id: string) => {
    await using viewer = viewerOf(dir.path);
    return (await boardsWhenComplete(viewer)).boards.find(({ boardId }) => boardId === id)?.last;
  };
  assertEquals(await lastOf("one_duckdb"), { x: 1 });
  // What the next viewer shows is what was stored.
  const stored = JSON.parse(Deno.readTextFileSync(summaries));
  assertEquals(Object.keys(stored.boards).length, 4);
  stored.boards.one_duckdb.details.metrics[0].lastValue = 7;
  Deno.writeTextFileSync(summaries, JSON.stringify(stored));
  assertEquals(await lastOf("one_duckdb"), { x: 7 });
  Deno.utimeSync(dir.join("one_duckdb", "data", "board.duckdb"), 1, 1);
  assertEquals(await lastOf("one_duckdb"), { x: 1 });
  // Whatever else stands there does no harm.
  for (const text of ["{", "null", '{"version":2,"boards":{"one_duckdb":null}}', "[]"]) {
    Deno.writeTextFileSync(summaries, text);
    assertEquals(await lastOf("one_duckdb"), { x: 1 }, text);
  }
});

const DETAILS: BoardDetails = {
  metrics: [{
    name: "__proto__",
    type: "double",
    count: 2,
    lastStep: 1,
    lastValue: "NaN",
    min: null,
    max: null,
  }],
  media: [{ name: "m", type: "image", count: 1, firstStep: 0, lastStep: 0 }],
  tables: [],
  histograms: [],
  counts: { steps: 2, metrics: 1, media: 1, tables: 0, histograms: 0 },
  lastStep: 1,
  firstTimestamp: null,
  problems: ["a part is missing"],
};

function entryOf(id: string, identity: string, details?: BoardDetails): BoardEntry {
  return {
    id,
    identity,
    boardDir: "",
    sizeBytes: 7,
    details,
    readAt: 0,
    readMs: 0,
    failures: 0,
    json: "",
    changedAt: 0,
    headline: "",
    state: { metadata: null, status: "finished", live: false },
  };
}

/** A folder with some boards, empty ones, and what makes stores for it, each as of another process. */
function makeFolder(...ids: string[]) {
  const dir = new TempDir();
  for (const id of ids) Deno.mkdirSync(dir.join(id));
  const store = () => new SummaryStore(new BoardFolders(dir.path), new OwnFolder(dir.path));
  const file = dir.join(".kobo", "summaries.json");
  return { dir, store, file, [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

Deno.test("SummaryStore gives what was stored of a board whose files are the same", () => {
  using folder = makeFolder("a", "b");
  const store = folder.store();
  store.set(entryOf("a", "identity", DETAILS));
  store.set(entryOf("b", "identity")); // It could not be read.
  store.save();
  const next = folder.store();
  const summary = { readOf: "identity", sizeBytes: 7, details: DETAILS };
  assertEquals(next.get("a", "identity"), summary);
  assertEquals([next.get("a", "other"), next.get("b", "identity")], [{}, {}]);
});

Deno.test("SummaryStore.save() forgets boards that are gone, and writes only what is new", () => {
  using folder = makeFolder("a", "b");
  const store = folder.store();
  store.save();
  assertEquals([...Deno.readDirSync(folder.dir.path)].length, 2);
  store.set(entryOf("a", "1", DETAILS));
  store.set(entryOf("b", "2", DETAILS));
  Deno.removeSync(folder.dir.join("a"));
  store.save();
  assertEquals(Object.keys(JSON.parse(Deno.readTextFileSync(folder.file)).boards), ["b"]);
  Deno.removeSync(folder.file);
  store.save();
  assertEquals([...Deno.readDirSync(folder.dir.join(".kobo"))], []);
});

Deno.test("SummaryStore takes no entry that is malformed, and all others", () => {
  using folder = makeFolder("good", "bad");
  const store = folder.store();
  store.set(entryOf("good", "1", DETAILS));
  store.save();
  const good = JSON.parse(Deno.readTextFileSync(folder.file)).boards.good;
  const malformed = [
    null,
    [],
    { ...good, sizeBytes: "7" },
    { ...good, details: null },
    { ...good, details: { ...DETAILS, metrics: {} } },
    { ...good, details: { ...DETAILS, metrics: [{ name: 1 }] } },
    { ...good, details: { ...DETAILS, media: [{ ...DETAILS.media[0], type: "text/html" }] } },
    { ...good, details: { ...DETAILS, problems: [{}] } },
    { ...good, details: { ...DETAILS, counts: undefined } },
  ];
  for (const bad of malformed) {
    Deno.writeTextFileSync(folder.file, JSON.stringify({ version: 2, boards: { good, bad } }));
    const next = folder.store();
    assertEquals(next.get("bad", "1"), {}, JSON.stringify(bad));
    assertEquals(next.get("good", "1").details, DETAILS);
  }
  Deno.writeTextFileSync(folder.file, JSON.stringify({ version: 1, boards: { good } }));
  assertEquals(folder.store().get("good", "1"), {});
});

Deno.test("SummaryStore works without a folder that it can write", () => {
  using folder = makeFolder("a");
  Deno.writeTextFileSync(folder.dir.join(".kobo"), "in its place");
  const store = folder.store();
  store.set(entryOf("a", "1", DETAILS));
  store.save();
  assertEquals(store.get("a", "1").details, DETAILS);
});
