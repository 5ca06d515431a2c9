/**
 * Boards sent to servers of S3 that others wrote, and fetched, through a network in which things go
 * wrong: `deno task test:s3`. What is there at the end is read by DuckDB and by PyArrow.
 *
 * `KOBO_FAULTS=long` makes hundreds of rounds and kills of it.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { openBoard } from "../../reader/mod.ts";
import { forgetMirrors } from "../../reader/sent_boards.ts";
import { pullBoards, StoreError, syncBoards } from "../../sync/mod.ts";
import { S3Store } from "../../stores/s3_store.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { LiveRun } from "../cli/support/live_run.ts";
import { Random } from "../faults/support/random.ts";
import { type BackendName, BACKENDS, count, LONG, SEED } from "../faults/support/suite.ts";
import { killSyncs } from "../sync/support/killed_syncs.ts";
import { ObjectsCopy } from "../sync/support/objects_copy.ts";
import { PyArrowCheck } from "../sync/support/pyarrow_check.ts";
import { RemoteCheck } from "../sync/support/remote_check.ts";
import { watchFinishes } from "../sync/support/watched_finishes.ts";
import { FaultyProxy } from "./support/faulty_proxy.ts";
import { makeBucket } from "./support/make_bucket.ts";
import { CREDENTIALS, type S3Server } from "./support/s3_server.ts";
import { findServers } from "./support/servers.ts";

const ROUNDS = count(6, 200);
const KILLS = count(2, 500);
const FINISHES = count(3, 50);
const CHECK_EVERY = LONG ? 25 : 5;
/** How long runs wait between two steps. */
const PAUSE_MS = 200;

const pyArrow = await PyArrowCheck.find();

const lossAt = (step: number) => 1 / (1 + step);

for (const { name, start } of await findServers("kobo sync")) {
  const server = await start();
  const bucket = await makeBucket("runs", server.options);
  for (const backend of BACKENDS) {
    Deno.test(`syncBoards() sends each row once through a bad network (${name}, ${backend})`, async () => {
      using dir = new TempDir();
      const random = new Random(`${SEED} ${name} ${backend} network`);
      const target = `${bucket}/network_${backend}`;
      await using proxy = new FaultyProxy(server.options, random);
      await using run = await LiveRun.start(dir.join("home"), backend, PAUSE_MS);
      using store = new S3Store(target, server.options);
      await using check = new RemoteCheck();
      const copy = new ObjectsCopy(store, dir.join("copy"));
      const steps = async () => {
        await copy.update();
        return await check.steps(dir.join("copy", `live_${backend}`), lossAt);
      };
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
        if (round % CHECK_EVERY !== 0) continue;
        const found = await steps();
        if (!await hasMetadata(store, backend)) continue; // They come after the first rows.
        assert(await readThere(target, server, dir.join("cache"), backend) >= found);
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
      assertEquals(await steps(), total);
      // All of it once more: nothing is taken for known.
      const whole = dir.join("whole");
      await new ObjectsCopy(store, whole).update();
      assertEquals(await check.steps(`${whole}/live_${backend}`, lossAt), total);
      await pyArrow?.steps(`${whole}/live_${backend}`, total, lossAt);
      assertEquals(await readThere(target, server, dir.join("cache"), backend), total);
      await pullBoards(target, dir.join("there"), { s3: proxy.options });
      await using reader = await openBoard(dir.join("there", `live_${backend}`));
      assertEquals((await reader.extent()).rowCount, total);
    });
  }

  Deno.test(`kobo sync --follow sends each row once, however often it is killed (${name})`, async () => {
    const [target, random] = [`${bucket}/kills`, new Random(`${SEED} ${name} kills`)];
    using store = new S3Store(target, server.options);
    const place = { target, env: envOf(server), store, random, pyArrow };
    const { text } = await killSyncs(KILLS, place);
    console.log(`seed ${SEED}: ${text}`);
  });

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

async function hasMetadata(store: S3Store, backend: BackendName): Promise<boolean> {
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
