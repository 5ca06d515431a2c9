import { assert, assertEquals } from "@std/assert";
import { Board } from "../../mod.ts";
import { AnnotationsFile } from "../../reader/annotations/annotations_file.ts";
import type { AnnotationsPatch } from "../../reader/annotations/annotations_patch.ts";
import type { AnnotationEdits } from "../../reader/annotations/annotation_edits.ts";
import { mergeEdits } from "../../reader/annotations/merge_edits.ts";
import { listBoards } from "../../reader/mod.ts";
import { forgetMirrors } from "../../reader/sent_boards.ts";
import { OwnFolder } from "../../reader/summaries/own_folder.ts";
import { pullBoards, syncBoards } from "../../sync/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { Random } from "../faults/support/random.ts";
import { SEED } from "../faults/support/suite.ts";
import { SmallS3 } from "./support/small_s3.ts";

const LABELS = { group: null, tags: ["scripted"], notes: null };

/** What the viewer does where somebody edits a run. */
async function annotate(baseDir: string, patch: AnnotationsPatch): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 2)); // The clock of the times goes on.
  new AnnotationsFile(new OwnFolder(baseDir)).update("run", patch, LABELS, "somebody");
}

async function shown(baseDir: string, s3?: SmallS3["s3"]) {
  const [board] = await listBoards(baseDir, { s3, counts: false, sizes: false });
  const { title, notes, tags, hidden } = board!;
  return { title, notes, tags: tags.toSorted(), hidden };
}

Deno.test("titles, tags and notes travel both ways, and of each what was changed last holds", async () => {
  using dir = new TempDir();
  await using server = new SmallS3();
  forgetMirrors({ KOBO_CACHE_DIR: dir.join("cache") });
  const { address, s3 } = server;
  const [one, two] = [dir.join("one"), dir.join("two")];
  const board = new Board({
    name: "run",
    boardId: "run",
    baseDir: one,
    tags: ["scripted"],
    captureOutput: false,
  });
  board.log({ loss: 1 });
  await board.finish();
  await annotate(one, { title: "first", addTags: ["a", "constructor"], notes: "one" });
  await syncBoards(one, address, { s3 });
  assertEquals(await shown(address, s3), await shown(one));
  await pullBoards(address, two, { s3 });
  assertEquals(await shown(two), await shown(one));

  await annotate(two, { notes: "two", addTags: ["b"], hidden: true });
  await annotate(one, { title: "second", removeTags: ["a", "scripted"] });
  await annotate(two, { removeTags: ["constructor"] });
  for (const home of [one, two, one]) await syncBoards(home, address, { s3 });
  const together = { title: "second", notes: "two", tags: ["b"] };
  assertEquals(await shown(one), { ...together, hidden: false });
  assertEquals(await shown(two), { ...together, hidden: true });
  await annotate(one, { notes: "" }); // Taking back is a change, too.
  for (const home of [two, one, two]) await syncBoards(home, address, { s3 });
  assertEquals((await shown(two)).notes, null);

  server.takeRequests();
  await syncBoards(one, address, { s3 });
  assertEquals(server.takeRequests().filter((request) => request.startsWith("PUT run/")), []);
  server.objects.set(".kobo/annotations.json", new TextEncoder().encode("nonsense"));
  const { annotations, failed } = await syncBoards(one, address, { s3 });
  assertEquals([failed, annotations?.includes(".kobo/annotations.json")], [[], true]);
});

Deno.test("mergeEdits() comes to the same in whatever order edits meet", () => {
  const random = new Random(`${SEED} annotations`);
  const pick = <T>(...items: T[]) => items[random.int(0, items.length - 1)]!;
  const edits = (): AnnotationEdits => {
    const time = () => `2026-01-0${random.int(1, 3)}T00:00:00.000Z`;
    const title = pick("a", "b", undefined);
    return {
      ...(title !== undefined && { title }),
      tags: pick([], ["x"], ["x", "y"], ["__proto__"]),
      ...pick({}, { removed_tags: ["z"] }),
      hidden: false,
      ...pick({}, { changed_at: { title: time(), tags: { x: time(), y: time(), z: time() } } }),
    };
  };
  const plain = ({ tags, ...rest }: AnnotationEdits) => ({ ...rest, tags: tags.toSorted() });
  for (let run = 0; run < 500; run++) {
    const [a, b, c] = [edits(), edits(), edits()];
    assertEquals(plain(mergeEdits(a, b)), plain(mergeEdits(b, a)));
    assertEquals(
      plain(mergeEdits(mergeEdits(a, b), c)),
      plain(mergeEdits(a, mergeEdits(b, c))),
    );
    assertEquals(plain(mergeEdits(a, a)), plain(mergeEdits(undefined, a)));
  }
});

Deno.test("whoever replaces a text has changed it last, also where its author's clock is ahead", () => {
  for (const ahead of ["2999-01-01T00:00:00.000Z", "2999-99-99T00:00:00.000Z"]) {
    using dir = new TempDir();
    const file = new AnnotationsFile(new OwnFolder(dir.path));
    const theirs: AnnotationEdits = {
      title: "theirs",
      tags: ["wrong"],
      hidden: false,
      changed_at: { title: ahead, tags: { wrong: ahead } },
    };
    file.mergeAll(new Map([["run", theirs]]));
    file.update("run", { title: "mine", removeTags: ["wrong"] }, LABELS);
    if (ahead.includes("99-99")) continue; // A time that is none is no reason to fail.
    file.mergeAll(new Map([["run", theirs]]));
    const { title, tags } = file.get("run", LABELS);
    assertEquals({ title, tags }, { title: "mine", tags: ["scripted"] });
  }
});

Deno.test("syncBoards() that only says what would be sent writes nothing, here neither", async () => {
  using dir = new TempDir();
  const [home, there] = [dir.join("home"), dir.join("there")];
  const options = { name: "run", boardId: "run", baseDir: home, captureOutput: false };
  await new Board(options).finish();
  await syncBoards(home, there);
  Deno.mkdirSync(`${there}/.kobo`);
  const said = { version: 1, boards: { run: { title: "said there", tags: [], hidden: false } } };
  Deno.writeTextFileSync(`${there}/.kobo/annotations.json`, JSON.stringify(said));
  await syncBoards(home, there, { dryRun: true });
  assertEquals((await shown(home)).title, null);
  await syncBoards(home, there);
  assertEquals((await shown(home)).title, "said there");
});

Deno.test("notes of a bucket are no larger than those of our own page, whoever wrote them", async () => {
  using dir = new TempDir();
  await using server = new SmallS3();
  const { address, s3 } = server;
  const home = dir.join("home");
  const board = new Board({ name: "run", boardId: "run", baseDir: home, captureOutput: false });
  board.log({ loss: 1 });
  await board.finish();
  await syncBoards(home, address, { s3 });
  const huge = "x".repeat(300_000);
  const many = Array.from({ length: 2_000 }, (_, index) => `tag ${index}`);
  const at = "2030-01-01T00:00:00.000Z";
  const texts = (text: string) => Object.fromEntries(many.map((tag) => [tag, text]));
  const hostile = {
    title: huge,
    notes: huge,
    group: huge,
    tags: [huge, ...many],
    removed_tags: many,
    authors: { title: huge, tags: texts("somebody") },
    changed_at: { title: at, notes: at, group: at, tags: texts(at) },
  };
  const text = JSON.stringify({ version: 1, boards: { run: hostile, other: hostile } });
  server.objects.set(".kobo/annotations.json", new TextEncoder().encode(text));
  await syncBoards(home, address, { s3 });
  const own = `${home}/.kobo/annotations.json`;
  assert(Deno.statSync(own).size < 100_000, `${Deno.statSync(own).size} bytes`);
  const { title, notes, tags } = await shown(home);
  assertEquals([title?.length, notes?.length, tags.length <= 50], [500, 20_000, true]);
  await annotate(home, { title: "mine" });
  await syncBoards(home, address, { s3 });
  const there = JSON.parse(new TextDecoder().decode(server.objects.get(".kobo/annotations.json")));
  // What was said last holds, and of boards that are not here nothing is changed.
  assertEquals(there.boards.run.notes.length, 20_000);
  assertEquals(there.boards.other.notes.length, huge.length);
});
