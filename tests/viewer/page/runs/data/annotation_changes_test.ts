import { assertEquals } from "@std/assert";
import { annotationChanges } from "../../../../../viewer/page/runs/data/annotation_changes.ts";

Deno.test("annotationChanges() sends what the reader changed, and what that replaces", () => {
  const opened = { title: "t", tags: ["a", "b"], hidden: false };
  const same = { title: "t", notes: "", tags: ["a", "b"], hidden: false };
  assertEquals(annotationChanges(opened, opened, same), {});
  assertEquals(
    annotationChanges(opened, opened, { title: "", notes: "n", tags: ["b", "c"], hidden: true }),
    {
      title: "",
      notes: "n",
      was: { title: "t", notes: "" },
      addTags: ["c"],
      removeTags: ["a"],
      hidden: true,
    },
  );
  // After a refusal the reader has seen what the other window wrote.
  const seen = { title: "other", notes: "other", tags: ["x"], hidden: true };
  assertEquals(
    annotationChanges(opened, seen, { ...same, notes: "mine" }),
    { notes: "mine", was: { notes: "other" } },
  );
});
