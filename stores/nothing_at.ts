/** How a team's server begins to say that it has no such path. */
const START = "There is nothing at";

/** What a team's server says where it has no such path. */
export function nothingAt(path: string): string {
  return `${START} ${path}`;
}

/** Whether a server has said so: the path in its address is not its own. */
export function isNothingAt(text: string): boolean {
  return text.startsWith(START);
}
