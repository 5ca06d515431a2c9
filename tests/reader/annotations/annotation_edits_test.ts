import process from "node:process";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { AnnotationConflictError } from "../../../reader/annotations/annotation_conflict_error.ts";
import {
  type AnnotationEdits,
  annotationsOf,
} from "../../../reader/annotations/annotation_edits.ts";
import type { AnnotationsPatch } from "../../../reader/annotations/annotations_patch.ts";
import { AnnotationsFile } from "../../../reader/annotations/annotations_file.ts";
import { patchEdits } from "../../../reader/annotations/patch_edits.ts";
import { OwnFolder } from "../../../reader/summaries/own_folder.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

const SCRIPT = { group: "g", tags: ["a", "b"], notes: "script" };

function after(...patches: AnnotationsPatch[]): AnnotationEdits | undefined {
  return patches.reduce<AnnotationEdits | undefined>(
    (edits, patch) => patchEdits(edits, patch, SCRIPT),
    undefined,
  );
}

Deno.test("annotationsOf() has what a person changed, and the rest as the script says it now", () => {
  const scripted = { group: "g", tags: ["a", "b"], notes: "script", hidden: false };
  assertEquals(annotationsOf(SCRIPT), scripted);
  const edits = after({ addTags: ["c"], removeTags: ["a"] }, { group: "", title: "T" });
  assertEquals(annotationsOf(SCRIPT, edits), {
    title: "T",
    tags: ["b", "c"],
    notes: "script",
    hidden: false,
  });
  // The run goes on, and its script says more.
  const later = { group: "other", tags: ["a", "b", "d"], notes: "script\nmore" };
  assertEquals(annotationsOf(later, edits), {
    title: "T",
    tags: ["b", "d", "c"],
    notes: "script\nmore",
    hidden: false,
  });
});

Deno.test("a file with tens of thousands of tags is changed in a time that grows with its size alone", () => {
  using dir = new TempDir();
  const tags = Array.from({ length: 40_000 }, (_, index) => `tag ${index}`);
  const edits = { tags, removed_tags: tags.map((tag) => `${tag} gone`), hidden: false };
  Deno.mkdirSync(dir.join(".kobo"));
  const text = JSON.stringify({ version: 1, boards: { forged: edits } });
  Deno.writeTextFileSync(dir.join(".kobo", "annotations.json"), text);
  const file = new AnnotationsFile(new OwnFolder(dir.path));
  const before = process.cpuUsage();
  file.update("forged", { title: "mine", removeTags: ["tag 5"] }, SCRIPT, "ann");
  file.mergeAll(new Map([["forged", { tags: ["theirs"], hidden: false }]]));
  const found = file.edits("forged");
  const { user, system } = process.cpuUsage(before);
  assertEquals([found?.title, found?.tags.length], ["mine", 40_000]);
  assert(user + system < 5e6, `${user + system} µs of the processor`); // It took 20 s.
});

Deno.test("patchEdits() forgets a change that is undone, so that the script is followed again", () => {
  assertEquals(after({ notes: "mine" }, { notes: "script" }), { tags: [], hidden: false });
  assertEquals(after({ group: "" }, { group: "g" }), { tags: [], hidden: false });
  assertEquals(after({ removeTags: ["a"] }, { addTags: ["a"] }), { tags: [], hidden: false });
  assertEquals(after({ tags: ["b", "x"] }), { tags: ["x"], removed_tags: ["a"], hidden: false });
  assertEquals(after({ removeTags: ["none"] }), { tags: [], hidden: false });
});

Deno.test("patchEdits() refuses to replace a text that is no longer what the patch says it was", () => {
  const error = assertThrows(
    () =>
      after({ notes: "first", was: { notes: "script" } }, { notes: "b", was: { notes: "script" } }),
    AnnotationConflictError,
  );
  assertEquals(error.message.includes('changed them to "first"'), true, error.message);
  assertThrows(() => after({ group: "x", was: { group: "" } }), AnnotationConflictError, '"g"');
  const many = Array.from({ length: 49 }, (_, i) => `${i}`);
  assertThrows(() => after({ addTags: many }), RangeError, "expected at most 50, received 51");
});
