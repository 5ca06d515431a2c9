import { useState } from "preact/hooks";
import type { Json } from "../../protocol/api.ts";
import { cutText } from "../../protocol/cut_text.ts";
import { JsonValue } from "./json_value.tsx";
import { foldText } from "../values/fold_text.ts";
import { formatCount } from "../values/format_count.ts";
import { formatPlural } from "../values/format_plural.ts";

/** Branches below this depth are collapsed at first. */
const OPEN_DEPTH = 2;
/** So are branches of more values, but for those at the top. */
const MAX_OPEN_SIZE = 50;
/** So many values of a branch are shown at first, and so many more each time. */
const MAX_SHOWN = 200;

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
  const [maxShown, setMaxShown] = useState(MAX_SHOWN);
  const entries = Object.entries(value).filter(([key, item]) => hasText(key, item, filter));
  const left = entries.length - maxShown;
  return (
    <ul class="json-tree">
      {entries.slice(0, maxShown).map(([key, item]) => (
        <li key={key}>
          {isBranch(item)
            ? (
              <Branch
                name={key}
                value={item}
                filter={foldText(key).includes(filter) ? "" : filter}
                isFiltered={filter !== ""}
                depth={depth}
              />
            )
            : (
              <>
                <span class="json-key">{cutText(key)}</span> <JsonValue value={item} />
              </>
            )}
        </li>
      ))}
      {left > 0 && (
        <li>
          <button
            type="button"
            class="link-button"
            onClick={() => setMaxShown(maxShown + MAX_SHOWN)}
          >
            Show more values ({formatCount(left)} left)
          </button>
        </li>
      )}
    </ul>
  );
}

interface BranchProps extends Required<JsonTreeProps> {
  name: string;
  isFiltered: boolean;
}

/** A branch, of which nothing is in the page until it is opened: a config may have 200,000 values. */
function Branch({ name, value, filter, isFiltered, depth }: BranchProps) {
  const isOpenAtFirst = depth === 0 ||
    (depth < OPEN_DEPTH && Object.keys(value).length <= MAX_OPEN_SIZE);
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const isShown = isOpen || isFiltered;
  return (
    <details
      open={isShown}
      onToggle={({ currentTarget }) => isFiltered || setOpen(currentTarget.open)}
    >
      <summary>
        <span class="json-key">{cutText(name)}</span> <small class="muted">{sizeOf(value)}</small>
      </summary>
      {isShown && <JsonTree value={value} filter={filter} depth={depth + 1} />}
    </details>
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
