import type { Json } from "../../protocol/api.ts";
import { cutText } from "../../protocol/cut_text.ts";
import { JsonValue } from "./json_value.tsx";
import { foldText } from "../values/fold_text.ts";
import { formatPlural } from "../values/format_plural.ts";

/** Branches below this depth are collapsed at first. */
const OPEN_DEPTH = 2;

/** Props of {@linkcode JsonTree}. */
export interface JsonTreeProps {
  value: { [key: string]: Json } | Json[];
  /** In lower case: only keys and values that contain it are shown. Empty: all. */
  filter: string;
  /** The depth of this value within the whole tree. Default: 0. */
  depth?: number;
}

/** An object or a list as a tree with branches that expand and collapse. */
export function JsonTree({ value, filter, depth = 0 }: JsonTreeProps) {
  const entries = Object.entries(value).filter(([key, item]) => hasText(key, item, filter));
  return (
    <ul class="json-tree">
      {entries.map(([key, item]) => (
        <li key={key}>
          {isBranch(item)
            ? (
              <details open={filter !== "" || depth < OPEN_DEPTH}>
                <summary>
                  <span class="json-key">{cutText(key)}</span>{" "}
                  <small class="muted">{sizeOf(item)}</small>
                </summary>
                <JsonTree
                  value={item}
                  filter={foldText(key).includes(filter) ? "" : filter}
                  depth={depth + 1}
                />
              </details>
            )
            : (
              <>
                <span class="json-key">{cutText(key)}</span> <JsonValue value={item} />
              </>
            )}
        </li>
      ))}
    </ul>
  );
}

function isBranch(value: Json): value is { [key: string]: Json } | Json[] {
  if (Array.isArray(value)) return value.some(isBranch) || value.length > 20;
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function sizeOf(value: { [key: string]: Json } | Json[]): string {
  const count = Object.keys(value).length;
  return Array.isArray(value) ? formatPlural(count, "item") : String(count);
}

function hasText(key: string, value: Json, filter: string): boolean {
  if (filter === "" || foldText(key).includes(filter)) return true;
  if (typeof value !== "object" || value === null) {
    return foldText(String(value)).includes(filter);
  }
  return Object.entries(value).some(([key, item]) => hasText(key, item, filter));
}
