/**
 * Boards of KohakuBoard's Python client: they are read, and never written.
 *
 * @module
 */
import { join } from "@std/path";
import { attempt } from "../system/attempt.ts";
import { readTextIfThere } from "../system/read_text.ts";
import { METADATA_FILE, parseMetadata, UPSTREAM_VERSION } from "./metadata.ts";
import { hasSeal } from "./sealed_json.ts";

/** Whether KohakuBoard's Python client wrote a board. Never throws. */
export function isOfUpstream(boardDir: string): boolean {
  const text = attempt(() => readTextIfThere(join(boardDir, METADATA_FILE)));
  // That client writes no checksum; to parse a large text takes as long as to list some boards.
  if (text === undefined || hasSeal(text)) return false;
  const parsed = parseMetadata(text);
  return parsed.kind === "metadata" && parsed.metadata.format_version === UPSTREAM_VERSION;
}
