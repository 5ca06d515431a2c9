import { assertEquals } from "@std/assert";
import { listBoards, openBoard } from "../../reader/mod.ts";
import { forgetMirrors } from "../../reader/sent_boards.ts";
import { syncBoards } from "../../sync/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { SmallS3 } from "../sync/support/small_s3.ts";
import { differenceOf, makeDecoyHome, snapshotOf } from "./support/decoy_home.ts";
import { ForgedBoard, type Forgery, worldIn } from "./support/forgery.ts";
import { makeSoundBoards } from "./support/sound_boards.ts";

/** What stands in the cache of a bucket, in the folder of the board of its name. */
const FORGED: Record<string, Forgery> = {
  folders_that_are_links: (board) => {
    for (const name of ["data", "live", "media", ".fetching"]) {
      board.link(name, board.victim("documents"));
    }
  },
  folders_that_are_files_and_pipes: (board) =>
    void board.file("data", "x").pipe("live").link(".fetching", board.victim("none")),
  files_that_are_folders: (board) => {
    const names = ["metadata.json", "sync.json", "fetched.json", "file_checksums.json"];
    for (const name of [...names, "metadata.json.tmp", "data/metrics.parquet", "data/more"]) {
      board.remove(name).path(`${name}/x/y`);
    }
  },
  files_that_are_links: (board) => {
    const names = ["metadata.json", "sync.json", "fetched.json", "fetched.json.tmp"];
    for (const name of [...names, "data/metrics.parquet"]) {
      board.link(name, board.victim("documents/letter.txt"));
    }
  },
  files_that_are_pipes: (board) =>
    void board.pipe("metadata.json").pipe("fetched.json").pipe("data/metrics.parquet"),
  files_of_other_names: (board) => {
    for (const name of ["metadata.json", "fetched.json", "data/metrics.parquet"]) {
      board.hardLink(name, board.victim("documents/other.parquet"));
    }
  },
  files_without_end: (board) =>
    void board.sparse("metadata.json", 2 ** 33).sparse("fetched.json", 2 ** 33)
      .sparse("data/metrics.parquet", 2 ** 33),
  a_link_for_the_board: (board) => void board.link(".", board.victim("documents")),
  a_file_for_the_board: (board) => void board.file(".", "x"),
};

Deno.test("what stands in the cache of a bucket leads nowhere, and its boards are fetched again", async () => {
  using dir = new TempDir();
  const world = worldIn(dir);
  makeDecoyHome(world.home);
  await makeSoundBoards(world.sound);
  const here = dir.join("here");
  for (const name of Object.keys(FORGED)) {
    new ForgedBoard(`${here}/${name}`, world).copyOf("parquet");
  }
  await using server = new SmallS3();
  const { s3, address } = server;
  assertEquals((await syncBoards(here, address, { s3 })).failed, []);
  const cache = dir.join("bucket_cache");
  const rowsOf = async (boardId: string) => {
    await using board = await openBoard(`${address}/${boardId}`, { s3 });
    const { rows } = await board.sql("SELECT count(*)::INTEGER, count(loss)::INTEGER FROM metrics");
    return { rows, problems: board.problems, media: (await board.media()).length };
  };
  const sound = { rows: [[21, 20]], problems: [], media: 1 };
  const names = Object.keys(FORGED);
  forgetMirrors({ KOBO_CACHE_DIR: cache });
  for (const name of names) assertEquals(await rowsOf(name), sound, name);
  const [place] = [...Deno.readDirSync(cache)];
  for (const [name, forge] of Object.entries(FORGED)) {
    await forge(new ForgedBoard(`${cache}/${place!.name}/${name}`, world));
  }
  const before = snapshotOf(world.home);
  forgetMirrors();
  const listed = await listBoards(address, { s3 });
  assertEquals(listed.map(({ boardId }) => boardId).sort(), [...names].sort());
  for (const name of names) assertEquals(await rowsOf(name), sound, name);
  assertEquals(differenceOf(before, snapshotOf(world.home)), []);
  forgetMirrors({});
});
