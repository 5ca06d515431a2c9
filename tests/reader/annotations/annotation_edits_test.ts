import { assertEquals, assertThrows } from "@std/assert";
import { AnnotationConflictError } from "../../../reader/annotations/annotation_conflict_error.ts";
import {
  type AnnotationEdits,
  annotationsOf,
} from "../../../reader/annotations/annotation_edits.ts";
import type { AnnotationsPatch } from "../../../reader/annotations/annotations_patch.ts";
import { patchEdits } from "../../../reader/annotations/patch_edits.ts";

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
    ...{ title: "T", tags: ["b", "c"], notes: "script", hidden: false },
  });
  // The run goes on, and its script says more.
  const later = { group: "other", tags: ["a", "b", "d"], notes: "script\nmore" };
  assertEquals(annotationsOf(later, edits), {
    ...{ title: "T", tags: ["b", "d", "c"], notes: "script\nmore", hidden: false },
  });
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
