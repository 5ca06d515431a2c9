import { assert, assertEquals } from "@std/assert";
import { TempDir } from "../../testing/temp_dir.ts";
import { writeSite } from "./site_sharer.ts";
import { ENDED, LOOKS, MISSES } from "./site_watcher.ts";

Deno.test("SiteFolder.finish() leaves the earlier share or the new one at each moment, and nothing else in the end", async () => {
  using dir = new TempDir();
  const site = dir.join("site");
  await writeSite(site);
  const shared = new Int32Array(new SharedArrayBuffer(16));
  const worker = new Worker(new URL("./site_watcher.ts", import.meta.url), { type: "module" });
  await new Promise((resolve) => worker.onmessage = resolve);
  worker.postMessage({ site, shared });
  let last = "";
  for (let rounds = 0; rounds < 100; rounds++) last = await writeSite(site);
  while (Atomics.load(shared, LOOKS) < 100) await new Promise((resolve) => setTimeout(resolve, 1));
  Atomics.store(shared, ENDED, 1);
  worker.terminate();
  assertEquals(Atomics.load(shared, MISSES), 0);
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["site"]);
  assertEquals([...Deno.readDirSync(`${site}/data`)].map(({ name }) => name), [last]);
  assertEquals(Deno.readTextFileSync(`${site}/app.js`), last);
});

Deno.test("SiteFolder takes the place of a share that was killed while it came, and of an empty folder", async () => {
  using dir = new TempDir();
  const site = dir.join("site");
  Deno.mkdirSync(site);
  await writeSite(site);
  // The new data are there, and share.json still names the old.
  Deno.mkdirSync(`${site}/data/half/0`, { recursive: true });
  Deno.writeTextFileSync(`${site}/data/half/0/board.json`, "{}");
  const id = await writeSite(site);
  assertEquals([...Deno.readDirSync(`${site}/data`)].map(({ name }) => name), [id]);
  assert(Deno.readTextFileSync(`${site}/share.json`).includes(id));
});

Deno.test("SiteFolder.finish() of several who share to one folder leaves one whole share", async () => {
  using dir = new TempDir();
  const site = dir.join("site");
  const errors = await Promise.all(Array.from({ length: 2 }, async () => {
    const url = new URL("./site_sharer.ts", import.meta.url);
    const worker = new Worker(url, { type: "module" });
    const said = () =>
      new Promise<MessageEvent["data"]>((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
      });
    await said();
    const ended = said();
    worker.postMessage({ site, rounds: 15 });
    const errors = await ended;
    worker.terminate();
    return errors;
  }));
  assertEquals(errors.flat(), []);
  const { id } = JSON.parse(Deno.readTextFileSync(`${site}/share.json`));
  assertEquals([...Deno.readDirSync(`${site}/data`)].map(({ name }) => name), [id]);
  assertEquals(Deno.readTextFileSync(`${site}/app.js`), id);
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["site"]);
});
