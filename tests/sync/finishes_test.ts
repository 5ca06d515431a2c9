import { FolderStore } from "../../stores/folder_store.ts";
import { HttpStore } from "../../stores/http_store.ts";
import { S3Store } from "../../stores/s3_store.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { BACKENDS, count } from "../faults/support/suite.ts";
import { TeamServer } from "../viewer/server/support/team_server.ts";
import { SmallS3 } from "./support/small_s3.ts";
import { watchFinishes } from "./support/watched_finishes.ts";

const FINISHES = count(4, 50);

for (const backend of BACKENDS) {
  const name = `data/ of a target counts right at every moment of ${FINISHES} finishes`;
  const ignore = Deno.build.os === "windows"; // No signal ends a sync there.
  Deno.test({
    name: `${name} (folder, ${backend})`,
    ignore,
    async fn() {
      using dir = new TempDir();
      const [home, target] = [dir.join("home"), dir.join("there")];
      using store = new FolderStore(target);
      const asked = await watchFinishes(FINISHES, { home, target, backend, store });
      console.log(`asked ${asked} times`);
    },
  });

  Deno.test({
    name: `${name} (S3, ${backend})`,
    ignore,
    async fn() {
      using dir = new TempDir();
      await using server = new SmallS3();
      const { address: target, s3, env } = server;
      using store = new S3Store(target, s3);
      const [home, copies] = [dir.join("home"), dir.join("copies")];
      const asked = await watchFinishes(FINISHES, { home, target, backend, env, store, copies });
      console.log(`asked ${asked} times`);
    },
  });

  Deno.test({
    name: `${name} (a team's server, ${backend})`,
    ignore,
    async fn() {
      using dir = new TempDir();
      await using server = new TeamServer({ team: { requestsPerMinute: 1_000_000 } });
      const [target, token] = [server.viewer.url, server.secretOf("wes")];
      using store = new HttpStore(target, token);
      const [home, folder, env] = [dir.join("home"), server.dir.path, { KOBO_TOKEN: token }];
      const asked = await watchFinishes(FINISHES, { home, target, backend, env, store, folder });
      console.log(`asked ${asked} times`);
    },
  });
}
