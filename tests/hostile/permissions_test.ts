import { assertEquals, assertMatch } from "@std/assert";
import { OwnFolder } from "../../reader/summaries/own_folder.ts";
import { syncBoards } from "../../sync/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { BoardOwners } from "../../viewer/server/team/board_owners.ts";
import { TokenFile } from "../../viewer/server/team/token_file.ts";
import { ForgedBoard, type ForgeryWorld, worldIn } from "./support/forgery.ts";
import { canRefuse, RefusedServer, runCommands, whileClosed } from "./support/refused.ts";
import { makeSoundBoards, SOUND } from "./support/sound_boards.ts";

/** The folders of a test, with sound boards in one of them. */
async function soundWorldIn(dir: TempDir): Promise<ForgeryWorld> {
  const world = worldIn(dir);
  await makeSoundBoards(world.sound);
  Deno.mkdirSync(world.home);
  return world;
}

Deno.test({
  name: "a board that may not be looked into is named by each command, and holds up no other",
  ignore: !canRefuse,
  async fn() {
    using dir = new TempDir();
    const world = await soundWorldIn(dir);
    new ForgedBoard(`${world.sound}/closed`, world).copyOf("duckdb");
    const half = new ForgedBoard(`${world.sound}/half_closed`, world).copyOf("parquet");
    Deno.mkdirSync(`${world.sound}/lost+found`);
    const closed = [
      `${world.sound}/closed`,
      half.path("data/journal/.."),
      `${world.sound}/lost+found`,
    ];
    const at = ["--dir", world.sound];
    await whileClosed(closed, async () => {
      const commands = {
        list: ["list", ...at],
        show: ["show", "closed", ...at],
        verify: ["verify", "all", ...at],
        sync: ["sync", "all", dir.join("store"), ...at],
        sql: ["sql", "all", "SELECT count(*) AS rows FROM metrics", ...at],
        dataset: ["dataset", dir.join("dataset"), ...at],
        watch: ["watch", "--once", ...at],
        repair: ["repair", "all", ...at],
      };
      const said = await runCommands(commands, world.home);
      for (const [name, { code, text }] of Object.entries(said)) {
        assertEquals(code, ["list", "sql", "watch"].includes(name) ? 0 : 1, text);
        assertEquals(text.includes("lost+found"), false, text);
        if (name === "watch") continue; // It tells of what happens.
        assertMatch(text, /EACCES.*\/closed\//, name);
        if (name !== "show") assertMatch(text, /EACCES.*\/half_closed\//, name);
      }
      assertMatch(said.list.text, /^duckdb .* 21 /m);
      assertMatch(said.list.text, /^closed .* broken /m);
      assertMatch(said.verify.text, /duckdb ok: .*2 boards cannot be verified/s);
      assertMatch(said.sync.text, /2 boards sent, 48 rows.*Cannot sync 2 boards/s);
      assertMatch(said.sql.text, /^ *42$/m);
      assertMatch(said.dataset.text, /2 boards written/);
      assertMatch(said.repair.text, /duckdb needs no repair/);
    });
  },
});

Deno.test({
  name: "kobo pull fetches the other boards of a folder in which one may not be looked into",
  ignore: !canRefuse,
  async fn() {
    using dir = new TempDir();
    const world = await soundWorldIn(dir);
    const store = dir.join("store");
    for (const name of ["closed", "half_closed", "silent"]) {
      new ForgedBoard(`${world.sound}/${name}`, world).copyOf("parquet");
    }
    assertEquals((await syncBoards(world.sound, store)).failed, []);
    Deno.mkdirSync(`${store}/.kobo`);
    const closed = ["closed", "half_closed/data", "silent/metadata.json", ".kobo"]
      .map((name) => `${store}/${name}`);
    await whileClosed(closed, async () => {
      const { all } = await runCommands({
        all: ["pull", store, "--dir", dir.join("pulled")],
      }, world.home);
      assertEquals(all.code, 1, all.text);
      assertMatch(all.text, /duckdb\nparquet\n.*2 boards fetched/s);
      for (const name of ["closed", "half_closed", "silent"]) {
        assertMatch(all.text, new RegExp(`^${name}: .*EACCES`, "m"));
      }
      assertMatch(all.text, /^Cannot read \.kobo\/annotations\.json .*EACCES/m);
    });
  },
});

Deno.test({
  name: "a team's server lists the other boards beside those that it may not look into",
  ignore: !canRefuse,
  async fn() {
    using dir = new TempDir();
    const world = await soundWorldIn(dir);
    const served = dir.join("served");
    const closed = ["closed", "half_closed", "unsearchable", "silent"];
    for (const name of closed) new ForgedBoard(`${world.sound}/${name}`, world).copyOf("parquet");
    assertEquals((await syncBoards(world.sound, served)).failed, []);
    const own = new OwnFolder(served);
    const owners = new BoardOwners(own);
    for (const id of [...closed, ...SOUND]) owners.claim(id, "wes");
    const token = new TokenFile(own).create({ name: "vic", role: "viewer" }, null);
    await using server = await RefusedServer.start(served);
    const paths = ["closed", "half_closed/data", "silent/metadata.json", "unsearchable"]
      .map((name) => `${served}/${name}`);
    await whileClosed(paths, async () => {
      Deno.chmodSync(`${served}/unsearchable`, 0o400); // What is in it has names, and nothing else.
      const env = { KOBO_TOKEN: token, KOBO_CACHE_DIR: dir.join("cache") };
      const commands = {
        list: ["list", "--dir", server.url],
        show: ["show", "closed", "--dir", server.url],
        sql: ["sql", "all", "SELECT count(*) AS rows FROM metrics", "--dir", server.url],
        pull: ["pull", server.url, "--dir", dir.join("pulled")],
      };
      const said = await runCommands(commands, world.home, env);
      assertEquals([said.list.code, said.sql.code, said.show.code, said.pull.code], [0, 0, 1, 1]);
      assertMatch(said.list.text, /^duckdb .* 21 /m);
      for (const name of ["closed", "silent", "unsearchable"]) {
        assertMatch(said.list.text, new RegExp(`^${name} .* broken `, "m"));
        assertMatch(said.list.text, new RegExp(`^${name}: .*EACCES`, "m"));
      }
      assertEquals(said.list.text.includes("not JSON"), false, said.list.text);
      assertMatch(said.sql.text, /^ *42$/m);
      assertMatch(said.sql.text, /^half_closed: .*EACCES/m);
      assertMatch(said.show.text, /closed\/metadata.json .*EACCES/);
      assertMatch(said.pull.text, /duckdb\nparquet\n.*2 boards fetched/s);
      for (const name of closed) {
        assertMatch(said.pull.text, new RegExp(`^${name}: .*EACCES`, "m"));
      }
    });
  },
});
