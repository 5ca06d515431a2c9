import { assertEquals } from "@std/assert";
import { splitTags } from "../../../../../viewer/page/runs/data/split_tags.ts";

Deno.test("splitTags() drops spaces, empty tags and duplicates", () => {
  assertEquals(splitTags(" paper, best,,paper , two words,"), ["paper", "best", "two words"]);
  assertEquals(splitTags("  "), []);
});
