import { assertEquals } from "@std/assert";
import { listBoards } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { differenceOf, makeDecoyHome, snapshotOf } from "./support/decoy_home.ts";
import { ForgedBoard, type Forgery, worldIn } from "./support/forgery.ts";
import { makeSoundBoards, SOUND } from "./support/sound_boards.ts";
import { viewBoards } from "./support/view_boards.ts";

const DEEP = '{"version":1,"boards":' + "[".repeat(100_000) + "]".repeat(100_000) + "}";

/** What a folder of boards from somebody else may have in `.kobo/`, where the viewer writes. */
const FORGED: Record<string, Forgery> = {
  links: (folder) => {
    for (const name of ["annotations.json", "summaries.json"]) {
      folder.link(`.kobo/${name}`, folder.victim("documents/letter.txt"))
        .link(`.kobo/${name}.tmp`, folder.victim("documents/letter.txt"));
    }
  },
  pipes: (folder) => {
    for (const name of ["annotations.json", "summaries.json"]) {
      folder.pipe(`.kobo/${name}`).pipe(`.kobo/${name}.tmp`);
    }
  },
  a_link_for_the_folder: (folder) => void folder.link(".kobo", folder.victim("documents")),
  a_pipe_for_the_folder: (folder) => void folder.pipe(".kobo"),
  json_nested_deeply: (folder) =>
    void folder.file(".kobo/annotations.json", DEEP).file(".kobo/summaries.json", DEEP),
  json_of_other_kinds: (folder) =>
    void folder.file(".kobo/annotations.json", '{"duckdb":{"tags":5,"title":{}},"__proto__":[]}')
      .file(".kobo/summaries.json", '[null,{"duckdb":7}]'),
  files_without_end: (folder) =>
    void folder.sparse(".kobo/annotations.json", 2 ** 33).sparse(".kobo/summaries.json", 2 ** 33),
};

for (const [name, forge] of Object.entries(FORGED)) {
  Deno.test(`a viewer of a folder of boards harms nobody, with ${name} in .kobo`, async () => {
    using dir = new TempDir();
    const world = worldIn(dir);
    makeDecoyHome(world.home);
    await makeSoundBoards(world.sound);
    await forge(new ForgedBoard(world.sound, world));
    const before = snapshotOf(world.home);
    const listed = await listBoards(world.sound);
    assertEquals(listed.filter(({ counts }) => (counts?.steps ?? 0) === 0), []);
    assertEquals(await viewBoards(world.sound, [], SOUND, { annotates: true }), []);
    assertEquals(differenceOf(before, snapshotOf(world.home)), []);
  });
}
