import type { Annotations } from "../../reader/annotations/annotations.ts";
import { terminalText } from "../text/terminal_text.ts";

/** What is said of a run, on one line. */
export function annotationsText({ title, group, tags, notes, hidden }: Annotations): string {
  const parts = [
    title === undefined ? [] : [`title ${quote(title)}`],
    group === undefined ? [] : [`group ${quote(group)}`],
    tags.length === 0 ? [] : [`tags ${tags.map(quote).join(", ")}`],
    notes === undefined ? [] : [`notes ${quote(notes)}`],
    hidden ? ["hidden"] : [],
  ].flat();
  return parts.length === 0 ? "nothing is said of it" : parts.join("; ");
}

function quote(text: string): string {
  return terminalText(JSON.stringify(text));
}
