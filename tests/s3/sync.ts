/**
 * Boards sent to servers of S3 that others wrote, and fetched, through a network in which things go
 * wrong: `deno task test:s3`. What is there at the end is read by DuckDB and by PyArrow.
 *
 * `KOBO_FAULTS=long` makes hundreds of rounds and kills of it.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { openBoard } from "../../reader/mod.ts";
import { forgetMirrors } from "../../reader/sent_boards.ts";
import { pullBoards, StoreError, syncBoards } from "../../sync/mod.ts";
import { S3Store } from "../../stores/s3_store.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { killKobo } from "../cli/support/kill_kobo.ts";
import { LiveRun } from "../cli/support/live_run.ts";
import { Random } from "../faults/support/random.ts";
import { type BackendName, BACKENDS, count, SEED } from "../faults/support/suite.ts";
import { pythonEnvironment } from "../python/environment.ts";
import { RemoteCheck } from "../sync/support/remote_check.ts";
import { watchFinishes } from "../sync/support/watched_finishes.ts";
import { copyObjects } from "./support/copy_objects.ts";
import { FaultyProxy } from "./support/faulty_proxy.ts";
import { makeBucket } from "./support/make_bucket.ts";
import { CREDENTIALS, type S3Server } from "./support/s3_server.ts";
import { findServers } from "./support/servers.ts";

const ROUNDS = count(6, 200);
const KILLS = count(2, 250);
const FINISHES = count(3, 50);

const python = await pythonEnvironment();
if (typeof python === "string") console.warn(`PyArrow does not read the objects: ${python}`);

const lossAt = (step: number) => 1 / (1 + step);

for (const { name, start } of await findServers("kobo sync")) {
  const server = await start();
  const bucket = await makeBucket("runs", server.options);
  for (const backend of BACKENDS) {
    Deno.test(`syncBoards() sends each row once through a bad network (${name}, ${backend})`, async () => {
      using dir = new TempDir();
      const random = new Random(`${SEED} ${name} ${backend} network`);
      await using proxy = new FaultyProxy(server.options, random);
      await using run = await LiveRun.start(dir.join("home"), backend);
      const target = `${bucket}/network_${backend}`;
      let failures = 0;
      for (let round = 0; round < ROUNDS; round++) {
        // moto looks at no time; the other server has our clock.
        proxy.clockMs = name === "moto" && random.next() < 0.5 ? 3_600_000 : 0;
        try {
          const { failed } = await syncBoards(dir.join("home"), target, { s3: proxy.options });
          failures += failed.length;
        } catch (error) {
          assert(error instanceof StoreError, `${error}`);
          failures++;
        }
        if (round % 5 !== 0) continue;
        const steps = await check(server, target, backend);
        if (!await hasMetadata(target, server, backend)) continue; // They come after the first rows.
        assert(await readThere(target, server, dir.join("cache"), backend) >= steps);
      }
      const total = await run.end();
      proxy.faultShare = 0.1;
      for (let isSent = false; !isSent;) {
        const { failed } = await syncBoards(dir.join("home"), target, { s3: proxy.options });
        isSent = failed.length === 0;
      }
      console.log(
        `seed ${SEED}: ${ROUNDS} rounds, ${failures} failed;`,
        Object.fromEntries(proxy.met),
      );
      assertEquals(await check(server, target, backend), total);
      assertEquals(await readThere(target, server, dir.join("cache"), backend), total);
      await pullBoards(target, dir.join("there"), { s3: proxy.options });
      await using reader = await openBoard(dir.join("there", `live_${backend}`));
      assertEquals((await reader.extent()).rowCount, total);
    });

    Deno.test(`kobo sync --follow sends each row once, however often it is killed (${name}, ${backend})`, async () => {
      using dir = new TempDir();
      const random = new Random(`${SEED} ${name} ${backend} kills`);
      await using run = await LiveRun.start(dir.join("home"), backend);
      const target = `${bucket}/kills_${backend}`;
      const args = ["--dir", dir.join("home"), "sync", "all", target, "--follow"];
      const env = envOf(server);
      for (let kill = 0; kill < KILLS; kill++) {
        await killKobo(random.int(500, 3000), [...args, "--interval", "0.1s"], { env });
        if (kill % 10 === 0) await check(server, target, backend);
      }
      const byKilled = await check(server, target, backend);
      const total = await run.end();
      console.log(`seed ${SEED}: ${KILLS} killed syncs have sent ${byKilled} of ${total} steps`);
      await syncBoards(dir.join("home"), target, { s3: server.options });
      assertEquals(await check(server, target, backend), total);
    });
  }
  for (const backend of BACKENDS) {
    Deno.test(`data/ in S3 counts right at every moment of ${FINISHES} finishes (${name}, ${backend})`, async () => {
      using dir = new TempDir();
      const target = `${bucket}/finishes_${backend}`;
      using store = new S3Store(target, server.options);
      const [home, copies] = [dir.join("home"), dir.join("copies")];
      const env = envOf(server);
      const asked = await watchFinishes(FINISHES, { home, target, backend, env, store, copies });
      console.log(`asked ${asked} times`);
    });
  }
  Deno.test(`${name} ends after kobo sync`, () => server[Symbol.asyncDispose]());
}

/** How `kobo` reaches a server. */
function envOf({ options }: S3Server): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL: options.endpoint!,
  };
}

async function hasMetadata(
  target: string,
  { options }: S3Server,
  backend: BackendName,
): Promise<boolean> {
  using store = new S3Store(target, options);
  return await store.get(`live_${backend}/metadata.json`, 0, 1).then(() => true, () => false);
}

/** Reads a board where it is, as a new process does. @returns Its steps. */
async function readThere(
  target: string,
  { options }: S3Server,
  cacheDir: string,
  backend: BackendName,
): Promise<number> {
  forgetMirrors({ KOBO_CACHE_DIR: cacheDir });
  await using reader = await openBoard(`${target}/live_${backend}`, { s3: options });
  const { rows } = await reader.sql("SELECT step, loss FROM metrics ORDER BY step");
  assertEquals(rows, rows.map((_, step) => [step, lossAt(step)]));
  return rows.length;
}

/** Checks the objects of a board by DuckDB, and when it has ended by PyArrow. @returns Its steps. */
async function check(server: S3Server, target: string, backend: BackendName): Promise<number> {
  using copy = new TempDir();
  using store = new S3Store(target, server.options);
  await copyObjects(store, copy.path);
  const boardDir = copy.join(`live_${backend}`);
  await using rows = new RemoteCheck();
  const steps = await rows.steps(boardDir, lossAt);
  const hasEnded = await Deno.stat(`${boardDir}/data/metrics.parquet`).then(
    () => true,
    () => false,
  );
  if (!hasEnded || typeof python === "string") return steps;
  const script = fromFileUrl(new URL("read_objects.py", import.meta.url));
  const args = [script, boardDir];
  const { stdout, stderr } = await new Deno.Command(python.python, { args }).output();
  const found = JSON.parse(new TextDecoder().decode(stdout) || new TextDecoder().decode(stderr));
  assertEquals(found.steps, Array.from({ length: steps }, (_, step) => step));
  assertEquals(found.loss, found.steps.map(lossAt));
  for (const filename of found.filenames) await Deno.stat(`${boardDir}/media/${filename}`);
  return steps;
}
