/**
 * `ARCHITECTURE.md` as data.
 *
 * The document is written for people. What the test needs of it stands under
 * headings of fixed names, in tables whose first cell holds a name in
 * backticks:
 *
 * - `The map`: a row per room and folder.
 * - `Who may import whom`: a row per room; the second cell lists, in backticks,
 *   the rooms, folders and files that it may import.
 * - `Who may ask the operating system`: a row per room or file that may.
 * - Everywhere: a name in backticks that ends in `.ts`, `.tsx` or `.md` is a
 *   file of the repository.
 *
 * @module
 */

/** What the architecture's document says. */
export interface ArchitectureDocument {
  /** Rooms, folders and single files that the map has a row for. */
  map: string[];
  /** What each room may import besides itself. */
  mayImport: Map<string, string[]>;
  /** Rooms and files that may use the global `Deno` and the modules of Node.js that stand for it. */
  mayAskSystem: string[];
  /** Every file that is named anywhere. */
  files: string[];
}

/** Reads the document. */
export function parseArchitecture(markdown: string): ArchitectureDocument {
  const rows = (heading: string) => tableRows(section(markdown, heading));
  const first = ([cell = ""]: string[]) => namesIn(cell).slice(0, 1);
  return {
    map: rows("The map").flatMap(first),
    mayImport: new Map(
      rows("Who may import whom").flatMap((row) =>
        first(row).map((room): [string, string[]] => [room, namesIn(row[1] ?? "")])
      ),
    ),
    mayAskSystem: rows("Who may ask the operating system").flatMap(first),
    files: [...new Set(namesIn(markdown).filter((name) => /^[\w./-]+\.(tsx?|md)$/.test(name)))],
  };
}

/** The text under a heading, up to the next one of its level or above. */
function section(markdown: string, heading: string): string {
  const [, text] = new RegExp(`^## ${heading}\\n([^]*?)(?=^##? |$(?![^]))`, "m").exec(markdown) ??
    [];
  if (text === undefined) throw new Error(`ARCHITECTURE.md has no heading "## ${heading}"`);
  return text;
}

/** The cells of each row of all tables in a text, without those of the headers. */
function tableRows(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  return lines
    .filter((line, index) => !isRule(line) && !isRule(lines[index + 1] ?? ""))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

function isRule(line: string): boolean {
  return /^\|[\s|:-]+\|$/.test(line);
}

/** What stands in backticks in a text, without the slash at the end of a folder's name. */
function namesIn(text: string): string[] {
  return [...text.replaceAll(/^```[^]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)]
    .map(([, name = ""]) => name.replace(/\/$/, ""));
}
