/** A sync to a team's server behind nginx, as docs/team.md has it: with TLS and below a path. */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { Board } from "../../../../mod.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { kobo } from "../../../cli/support/kobo.ts";
import { Nginx, nginxPath, NO_NGINX } from "../../support/nginx.ts";
import { TeamServer } from "../support/team_server.ts";

const NAME = "kobo sync goes through nginx with TLS and a path, large files too";
const AUTHORITY = fromFileUrl(new URL("../fixtures/tls/authority.pem", import.meta.url));

Deno.test({
  name: nginxPath === undefined ? `${NAME} (${NO_NGINX})` : NAME,
  ignore: nginxPath === undefined,
  async fn() {
    await using server = new TeamServer({ basePath: "/kobo", trustProxy: true });
    await using nginx = await Nginx.start(server.port);
    using dir = new TempDir();
    const board = new Board({ name: "r", boardId: "run", baseDir: dir.path, captureOutput: false });
    // More than nginx takes unless it is told to.
    const data = new Uint8Array(1024 * 1024 * 3);
    for (let at = 0; at < data.length; at += 65_536) {
      crypto.getRandomValues(data.subarray(at, at + 65_536));
    }
    board.logImages("noise", { data, width: 1024, height: 1024 });
    await board.finish();
    const sync = () =>
      kobo(["--dir", dir.path, "sync", `${nginx.origin}/kobo`], {
        env: { KOBO_TOKEN: server.secretOf("wes"), DENO_CERT: AUTHORITY },
      });
    const { code, stdout, stderr } = await sync();
    assertEquals([code, stdout], [0, "run\n"], stderr);
    const { body } = await server.ask("GET /kobo/api/boards/run/media", [server.as("vic")]);
    assertEquals(JSON.parse(body).rows.length, 1);
    assertEquals((await sync()).stderr.includes("1 unchanged"), true);
  },
});
