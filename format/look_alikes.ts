import { escapeCharacter } from "./steering.ts";

// deno-lint-ignore no-control-regex -- control characters are among them
const SPACES = /[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
/** Characters without a width of their own. */
const UNSEEN =
  /[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff]/g;
const COMBINING = /\p{M}/gu;

/**
 * The names that look like another of the list, and how to write them: in quotes, with an escape for
 * each character that is not seen or is part of another one. The plainest of those that look alike
 * stays as it is. `loss` and `loss ` are a pair, as are the two forms of `é`.
 */
export function lookAlikes(names: Iterable<string>): Map<string, string> {
  const groups = Map.groupBy(new Set(names), look);
  const written = new Map<string, string>();
  for (const [plain, group] of groups) {
    if (group.length === 1) continue;
    for (const name of group) if (name !== plain) written.set(name, inFull(name));
  }
  return written;
}

function look(name: string): string {
  return name.normalize("NFC").replace(UNSEEN, "").replace(SPACES, " ").trim();
}

function inFull(name: string): string {
  const escape = (text: string) => text.replace(/[^]/g, escapeCharacter);
  const visible = name.replace(/["\\]/g, "\\$&").replace(UNSEEN, escape).replace(COMBINING, escape);
  return `"${visible.replace(SPACES, (spaces) => spaces.replace(/[^ ]/g, escape))}"`;
}
