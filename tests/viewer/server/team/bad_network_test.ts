/**
 * A sync to a team's server through a network in which things go wrong, and one that is killed again
 * and again. `KOBO_FAULTS=long` makes hundreds of rounds and kills of it.
 */
import { assert, assertEquals } from "@std/assert";
import { openBoard } from "../../../../reader/mod.ts";
import { HttpStore } from "../../../../stores/http_store.ts";
import { pullBoards, StoreError, syncBoards } from "../../../../sync/mod.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { LiveRun } from "../../../cli/support/live_run.ts";
import { Random } from "../../../faults/support/random.ts";
import { type BackendName, BACKENDS, count, LONG, SEED } from "../../../faults/support/suite.ts";
import { FaultyProxy } from "../../../s3/support/faulty_proxy.ts";
import { killSyncs } from "../../../sync/support/killed_syncs.ts";
import { PyArrowCheck } from "../../../sync/support/pyarrow_check.ts";
import { RemoteCheck } from "../../../sync/support/remote_check.ts";
import { TeamServer } from "../support/team_server.ts";

const ROUNDS = count(3, 200);
const CHECK_EVERY = LONG ? 25 : 5;
/** How long runs wait between two steps. */
const PAUSE_MS = 200;
/** Both are killed below; each has its turn at a bad network in S3, here in the long form. */
const TRIED = LONG ? BACKENDS : ["parquet" as const];

const lossAt = (step: number) => 1 / (1 + step);

for (const backend of TRIED) {
  Deno.test(`a team's server gets each row once through a bad network (${backend})`, async () => {
    await using server = new TeamServer({ team: { requestsPerMinute: 1_000_000 } });
    using dir = new TempDir();
    const random = new Random(`${SEED} team ${backend} network`);
    const endpoint = server.viewer.url.replace(/\/$/, "");
    await using proxy = new FaultyProxy({ endpoint }, random);
    await using run = await LiveRun.start(dir.join("home"), backend, PAUSE_MS);
    await using check = new RemoteCheck();
    const token = server.secretOf("wes");
    const send = () => syncBoards(dir.join("home"), proxy.options.endpoint, { token });
    let failures = 0;
    for (let round = 0; round < ROUNDS; round++) {
      try {
        failures += (await send()).failed.length;
      } catch (error) {
        assert(error instanceof StoreError, `${error}`);
        failures++;
      }
      if (round % CHECK_EVERY === 0) await check.steps(server.dir.join(`live_${backend}`), lossAt);
    }
    const total = await run.end();
    proxy.faultShare = 0.1;
    while ((await send()).failed.length > 0);
    console.log(
      `seed ${SEED}: ${ROUNDS} rounds, ${failures} failed;`,
      Object.fromEntries(proxy.met),
    );
    const boardDir = server.dir.join(`live_${backend}`);
    assertEquals(await check.steps(boardDir, lossAt), total);
    await (await pyArrow())?.steps(boardDir, total, lossAt);
    await checkPulled(server, backend, total);
  });
}

Deno.test({
  name: "a team's server gets each row once, however often the sync is killed",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using server = new TeamServer({ team: { requestsPerMinute: 1_000_000 } });
    const random = new Random(`${SEED} team kills`);
    const [target, token] = [server.viewer.url, server.secretOf("wes")];
    using store = new HttpStore(target, token);
    const env = { KOBO_TOKEN: token };
    const folder = server.dir.path;
    const place = { target, env, store, folder, random, pyArrow: await pyArrow() };
    const { totals, text } = await killSyncs(count(2, 500), place);
    console.log(`seed ${SEED}: ${text}`);
    for (const backend of BACKENDS) await checkPulled(server, backend, totals[backend]);
  },
});

/** PyArrow reads what is there in the long form alone: pip installs it. */
async function pyArrow(): Promise<PyArrowCheck | undefined> {
  return LONG ? await PyArrowCheck.find() : undefined;
}

/** Checks that all rows of a run that has ended are in what is pulled. */
async function checkPulled(server: TeamServer, backend: BackendName, total: number): Promise<void> {
  const boardId = `live_${backend}`;
  using there = new TempDir();
  const options = { token: server.secretOf("vic"), boards: [boardId] };
  await pullBoards(server.viewer.url, there.path, options);
  await using reader = await openBoard(there.join(boardId));
  assertEquals((await reader.extent()).rowCount, total);
}
