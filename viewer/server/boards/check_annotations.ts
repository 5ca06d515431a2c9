import type { AnnotationsPatch } from "../../protocol/api.ts";
import {
  checkNames,
  expected,
  type Fields,
  optionalList,
  optionalText,
} from "../http/check_values.ts";

const MAX_TAG = 100;

/** What a body of `PATCH /api/boards/:id` changes. */
export function checkAnnotationsPatch(body: Fields): AnnotationsPatch {
  checkNames("the body", body, ["title", "notes", "tags", "hidden"]);
  const patch: AnnotationsPatch = {};
  const title = optionalText(body, "title", 500);
  const notes = optionalText(body, "notes", 20_000);
  const tags = optionalList(body, "tags", 50, checkTag);
  if (title !== undefined) patch.title = title.trim();
  if (notes !== undefined) patch.notes = notes;
  if (tags !== undefined) patch.tags = [...new Set(tags)];
  if (body.hidden !== undefined) {
    if (typeof body.hidden !== "boolean") throw expected("hidden", "true or false", body.hidden);
    patch.hidden = body.hidden;
  }
  return patch;
}

function checkTag(item: unknown): string | undefined {
  if (typeof item !== "string") return undefined;
  const tag = item.trim();
  return tag !== "" && tag.length <= MAX_TAG ? tag : undefined;
}
