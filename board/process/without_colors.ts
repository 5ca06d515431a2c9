// deno-lint-ignore no-control-regex -- colours begin with one
const COLOR = /\x1b\[[\d;]*m/g;

/** A text as it reads in a terminal, without what colours it. */
export function withoutColors(text: string): string {
  return text.replaceAll(COLOR, "");
}
