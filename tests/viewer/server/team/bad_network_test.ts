/**
 * A sync to a team's server through a network in which things go wrong, and one that is killed again
 * and again. `KOBO_FAULTS=long` makes hundreds of rounds and kills of it.
 */
import { assert, assertEquals } from "@std/assert";
import { openBoard } from "../../../../reader/mod.ts";
import { pullBoards, StoreError, syncBoards } from "../../../../sync/mod.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { killKobo } from "../../../cli/support/kill_kobo.ts";
import { LiveRun } from "../../../cli/support/live_run.ts";
import { Random } from "../../../faults/support/random.ts";
import { type BackendName, BACKENDS, count, LONG, SEED } from "../../../faults/support/suite.ts";
import { FaultyProxy } from "../../../s3/support/faulty_proxy.ts";
import { RemoteCheck } from "../../../sync/support/remote_check.ts";
import { TeamServer } from "../support/team_server.ts";

const ROUNDS = count(3, 200);
const KILLS = count(2, 500);
/** Each backend has its turn at a folder and at S3; here in the long form. */
const TRIED = LONG ? BACKENDS : ["parquet" as const];

const lossAt = (step: number) => 1 / (1 + step);

for (const backend of TRIED) {
  Deno.test(`a team's server gets each row once through a bad network (${backend})`, async () => {
    await using server = new TeamServer({ team: { requestsPerMinute: 1_000_000 } });
    using dir = new TempDir();
    const random = new Random(`${SEED} team ${backend} network`);
    const endpoint = server.viewer.url.replace(/\/$/, "");
    await using proxy = new FaultyProxy({ endpoint }, random);
    await using run = await LiveRun.start(dir.join("home"), backend);
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
      if (round % 5 === 0) await check.steps(server.dir.join(`live_${backend}`), lossAt);
    }
    const total = await run.end();
    proxy.faultShare = 0.1;
    while ((await send()).failed.length > 0);
    console.log(
      `seed ${SEED}: ${ROUNDS} rounds, ${failures} failed;`,
      Object.fromEntries(proxy.met),
    );
    await checkWhole(server, check, backend, total);
  });

  Deno.test({
    name: `a team's server gets each row once, however often the sync is killed (${backend})`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await using server = new TeamServer({ team: { requestsPerMinute: 1_000_000 } });
      using dir = new TempDir();
      const random = new Random(`${SEED} team ${backend} kills`);
      await using run = await LiveRun.start(dir.join("home"), backend);
      await using check = new RemoteCheck();
      const token = server.secretOf("wes");
      const args = ["--dir", dir.join("home"), "sync", "all", server.viewer.url, "--follow"];
      const env = { KOBO_TOKEN: token };
      for (let kill = 0; kill < KILLS; kill++) {
        await killKobo(random.int(500, 3000), [...args, "--interval", "0.1s"], { env });
        if (kill % 10 === 0) await check.steps(server.dir.join(`live_${backend}`), lossAt);
      }
      const byKilled = await check.steps(server.dir.join(`live_${backend}`), lossAt);
      const total = await run.end();
      console.log(`seed ${SEED}: ${KILLS} killed syncs have sent ${byKilled} of ${total} steps`);
      const { failed } = await syncBoards(dir.join("home"), server.viewer.url, { token });
      assertEquals(failed, []);
      await checkWhole(server, check, backend, total);
    },
  });
}

/** Checks that all rows of a run that has ended are in the server's folder, and in what is pulled. */
async function checkWhole(
  server: TeamServer,
  check: RemoteCheck,
  backend: BackendName,
  total: number,
): Promise<void> {
  const boardId = `live_${backend}`;
  assertEquals(await check.steps(server.dir.join(boardId), lossAt), total);
  using there = new TempDir();
  const options = { token: server.secretOf("vic"), boards: [boardId] };
  await pullBoards(server.viewer.url, there.path, options);
  await using reader = await openBoard(there.join(boardId));
  assertEquals((await reader.extent()).rowCount, total);
}
