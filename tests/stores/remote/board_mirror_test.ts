import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { AnnotatedBoards } from "../../../reader/annotated_boards.ts";
import { AnnotationsFile } from "../../../reader/annotations/annotations_file.ts";
import { OwnFolder } from "../../../reader/summaries/own_folder.ts";
import { BoardMirror } from "../../../stores/remote/board_mirror.ts";
import { CacheFolder } from "../../../stores/remote/cache_folder.ts";
import { markerBytes } from "../../../stores/remote/marker.ts";
import { FolderStore } from "../../../stores/folder_store.ts";
import type { StoredObject } from "../../../stores/store.ts";
import { StoreError } from "../../../stores/store_error.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

const METADATA = JSON.stringify({
  name: "run",
  config: {},
  backend: "parquet",
  format_version: 1,
  runtime: {},
  status: "running",
  created_at: "2026-01-02T03:04:05.000Z",
});

const LABELS = { group: null, tags: [], notes: null };

/** A store in a folder, and a cache of its own. */
class Elsewhere implements Disposable {
  readonly dir = new TempDir();
  readonly path = this.dir.join("store");
  readonly cacheDir = this.dir.join("cache");

  constructor() {
    Deno.mkdirSync(this.path);
    Deno.writeFileSync(`${this.path}/kobo_boards.json`, markerBytes());
  }

  add(boardId: string, files: Record<string, string> = {}): void {
    for (const [key, text] of Object.entries({ "metadata.json": METADATA, ...files })) {
      const path = `${this.path}/${boardId}/${key}`;
      Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(path, text);
    }
  }

  cache(maxBytes = 1_000_000): CacheFolder {
    const variables: Record<string, string> = {
      KOBO_CACHE_DIR: this.cacheDir,
      KOBO_CACHE_BYTES: String(maxBytes),
    };
    return new CacheFolder((name) => variables[name]);
  }

  mirror(store = new FolderStore(this.path), cache = this.cache()): BoardMirror {
    return new BoardMirror(store, "place", cache);
  }

  [Symbol.dispose](): void {
    this.dir[Symbol.dispose]();
  }
}

Deno.test("BoardMirror.fetchLogs() looks again where output was sent on while it was listed", async () => {
  using elsewhere = new Elsewhere();
  elsewhere.add("run", {
    "logs/output.000000000000-000000000003.log": "one\n",
    "logs/output.000000000004-000000000007.log": "two\n",
  });
  let lists = 0;
  /** Its first list was begun before the first piece was there. */
  class MovingStore extends FolderStore {
    override async *list(prefix: string): AsyncGenerator<StoredObject[]> {
      const isFirst = lists++ === 0;
      for await (const page of super.list(prefix)) {
        yield page.filter(({ key }) => !isFirst || !key.includes("000000000000"));
      }
    }
  }
  const mirror = elsewhere.mirror(new MovingStore(elsewhere.path));
  await mirror.fetchLogs("run");
  assertEquals(lists, 2);
  const logs = [...Deno.readDirSync(`${mirror.baseDir}/run/logs`)].map(({ name }) => name);
  assertEquals(logs.length, 2);
});

Deno.test("BoardMirror.fetchRows() takes no piece of rows for that of another history which has its name and size", async () => {
  using elsewhere = new Elsewhere();
  const piece = "live/metrics.000000000000-000000000000.parquet";
  const log = "logs/output.000000000000-000000000003.log";
  const rewound = (at: string) =>
    JSON.stringify({ ...JSON.parse(METADATA), rewound: [{ at, step: 1, last_step: 2 }] });
  const other = METADATA.replace("2026-01-02", "2026-02-02");
  const cached = async (rows: string, metadata: string) => {
    elsewhere.add("run", { "metadata.json": metadata, [piece]: rows, [log]: rows });
    const mirror = elsewhere.mirror(); // As of another process.
    await mirror.list();
    await mirror.fetchLogs("run");
    await mirror.fetchRows("run");
    const [found, ...others] = [log, piece].map((key) =>
      Deno.readTextFileSync(`${mirror.baseDir}/run/${key}`)
    );
    assertEquals(others, [found]);
    return found;
  };
  assertEquals(await cached("of 1", METADATA), "of 1");
  assertEquals(await cached("as 1", METADATA), "of 1"); // No sync changes a piece.
  assertEquals(await cached("of 2", rewound("2026-01-03")), "of 2");
  assertEquals(await cached("of 3", rewound("2026-01-04")), "of 3");
  assertEquals(await cached("of 4", other), "of 4");
});

Deno.test("BoardMirror.list() takes no more metadata than the cache may have, and removes no board that came meanwhile", async () => {
  using elsewhere = new Elsewhere();
  for (let index = 0; index < 20; index++) elsewhere.add(`run_${index}`);
  const small = elsewhere.mirror(undefined, elsewhere.cache(1000));
  await assertRejects(() => small.list(), StoreError, "KOBO_CACHE_BYTES");
  assertEquals([...Deno.readDirSync(small.baseDir)].filter(({ isDirectory }) => isDirectory), []);

  let between = () => Promise.resolve();
  class SlowStore extends FolderStore {
    override async *list(prefix: string): AsyncGenerator<StoredObject[]> {
      const pages = await Array.fromAsync(super.list(prefix));
      await between();
      yield* pages;
    }
  }
  const mirror = elsewhere.mirror(new SlowStore(elsewhere.path));
  between = async () => {
    between = () => Promise.resolve();
    elsewhere.add("late");
    await elsewhere.mirror().list(); // Of another process.
  };
  assertEquals((await mirror.list()).length, 20);
  assert(Deno.statSync(`${mirror.baseDir}/late/metadata.json`).isFile);
  Deno.removeSync(`${elsewhere.path}/late`, { recursive: true });
  await mirror.list();
  assertThrows(() => Deno.statSync(`${mirror.baseDir}/late`), Deno.errors.NotFound);
});

Deno.test("CacheFolder removes what nobody has read for long, and of addresses that nobody lists all", async () => {
  using elsewhere = new Elsewhere();
  elsewhere.add("run");
  const mirror = elsewhere.mirror();
  await mirror.list();
  const run = `${mirror.baseDir}/run`;
  Deno.mkdirSync(`${run}/data`);
  Deno.writeFileSync(`${run}/data/metrics.parquet`, new Uint8Array(5000));
  const age = (...paths: string[]) => {
    for (const path of paths) Deno.utimeSync(path, 0, 0);
  };
  elsewhere.cache(2000).evict();
  assert(Deno.statSync(`${run}/data`).isDirectory); // It was read just now.
  age(`${run}/fetched.json`);
  elsewhere.cache(1_000_000).evict();
  assert(Deno.statSync(`${run}/data`).isDirectory);
  elsewhere.cache(2000).evict();
  assertThrows(() => Deno.statSync(`${run}/data`), Deno.errors.NotFound);
  assert(Deno.statSync(`${run}/metadata.json`).isFile);
  elsewhere.cache(10).evict();
  assert(Deno.statSync(`${run}/metadata.json`).isFile); // Its address was listed just now.
  age(`${mirror.baseDir}/.listed`);
  elsewhere.cache(10).evict();
  assertEquals([...Deno.readDirSync(elsewhere.cacheDir)], []);
  await mirror.list();
  assert(Deno.statSync(`${run}/metadata.json`).isFile);

  new AnnotationsFile(new OwnFolder(mirror.baseDir)).update("run", { title: "the best" }, LABELS);
  age(`${run}/fetched.json`, `${mirror.baseDir}/.listed`);
  elsewhere.cache(10).evict();
  assertEquals([...Deno.readDirSync(mirror.baseDir)].map(({ name }) => name), [".kobo"]);
  await mirror.list();
  const annotations = new AnnotationsFile(new OwnFolder(mirror.baseDir));
  annotations.refresh();
  assertEquals(annotations.get("run", LABELS).title, "the best");
});

Deno.test("AnnotatedBoards takes no titles that the store would not have, and shows the boards all the same", async () => {
  using elsewhere = new Elsewhere();
  elsewhere.add("run");
  let mayWrite = false;
  class ReadOnlyStore extends FolderStore {
    override async put(...args: Parameters<FolderStore["put"]>): Promise<string> {
      if (!mayWrite) throw new StoreError("denied", "Cannot write: AccessDenied");
      return await super.put(...args);
    }
  }
  const open = () => new AnnotatedBoards(elsewhere.mirror(new ReadOnlyStore(elsewhere.path)));
  const readOnly = open();
  await readOnly.list();
  assertEquals(readOnly.annotationProblem, undefined); // Nothing is written to look at boards.
  assertMatch((await readOnly.findAnnotationProblem())!, /would not come to .*AccessDenied/);
  assertMatch(readOnly.annotationProblem!, /cannot be given here/);
  await readOnly.list();
  mayWrite = true;
  const writable = open();
  assertEquals(await writable.findAnnotationProblem(), undefined);
  new AnnotationsFile(new OwnFolder(writable.baseDir)).update("run", { title: "the best" }, LABELS);
  await writable.list();
  assertMatch(Deno.readTextFileSync(`${elsewhere.path}/.kobo/annotations.json`), /the best/);
  Deno.writeTextFileSync(`${writable.baseDir}/.kobo/annotations.json`, "{ damaged");
  const damaged = open();
  await damaged.list();
  assertMatch(damaged.annotationProblem!, /annotations\.json/);
});

Deno.test({
  name: "CacheFolder keeps nothing where somebody else may write",
  ignore: Deno.build.os === "windows",
  fn() {
    using elsewhere = new Elsewhere();
    const { baseDir } = elsewhere.mirror();
    assertEquals(Deno.statSync(baseDir).mode! & 0o777, 0o700);
    Deno.chmodSync(baseDir, 0o777);
    assertThrows(() => elsewhere.mirror(), StoreError, "KOBO_CACHE_DIR to a folder of your own");
    Deno.chmodSync(baseDir, 0o755);
    elsewhere.mirror();
    Deno.removeSync(baseDir);
    Deno.mkdirSync(elsewhere.dir.join("planted"));
    Deno.symlinkSync(elsewhere.dir.join("planted"), baseDir);
    assertThrows(() => elsewhere.mirror(), StoreError);
    if (Deno.uid() !== 0) return;
    Deno.removeSync(baseDir);
    Deno.mkdirSync(baseDir);
    Deno.chownSync(baseDir, 12_345, 12_345);
    assertThrows(() => elsewhere.mirror(), StoreError);
  },
});
