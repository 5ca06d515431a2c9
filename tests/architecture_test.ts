import { assert, assertEquals, assertThrows } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { parseArchitecture } from "./support/architecture/architecture_document.ts";
import {
  findCircles,
  findDeadNames,
  findForbiddenImports,
  findLongFiles,
  findSystemUses,
  findUnnamedFolders,
} from "./support/architecture/check_architecture.ts";
import { parseSourceFile } from "./support/architecture/source_file.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
/** Folders whose files may import, and ask the system for, whatever they like. */
const FREE = ["tests", "testing", "examples", "docs"];

const document = parseArchitecture(Deno.readTextFileSync(join(ROOT, "ARCHITECTURE.md")));
const paths = listFiles();
const texts = paths
  .filter((path) => /\.tsx?$/.test(path))
  .filter((path) => path !== "viewer/page/bundle.ts") // Generated, and 250 KB.
  .map((path) => ({ path, text: Deno.readTextFileSync(join(ROOT, path)) }));
const sources = texts
  .filter(({ path }) => !FREE.some((dir) => path.startsWith(`${dir}/`)))
  .map(({ path, text }) => parseSourceFile(path, text));

Deno.test("each room imports only what ARCHITECTURE.md allows", () => {
  assertNothing(findForbiddenImports(sources, document));
});

Deno.test("no files import one another in a circle", () => {
  assertNothing(findCircles(sources));
});

Deno.test("ARCHITECTURE.md has a row for each room and folder", () => {
  assertNothing(findUnnamedFolders(sources, document));
});

Deno.test("ARCHITECTURE.md names only what exists", () => {
  assertNothing(findDeadNames(paths, document));
});

Deno.test("only the rooms that ARCHITECTURE.md lists ask the operating system", () => {
  assertNothing(findSystemUses(sources, document));
});

Deno.test("each file above 300 lines gives a reason in its header", () => {
  assertNothing(findLongFiles(texts));
});

const SMALL = parseArchitecture(`# Architecture

## The map

| place    | what it holds |
| -------- | ------------- |
| \`mod.ts\` | the door      |
| \`board/\` | the board     |
| \`format/\` | the files    |
| \`system/\` | the system   |

## Who may import whom

| room      | may import                     |
| --------- | ------------------------------ |
| \`mod.ts\`  | \`board\`                        |
| \`board\`   | \`format/lock.ts\`, \`system\`     |
| \`format\`  | \`system\`                       |
| \`system\`  | nothing                        |

## Who may ask the operating system

| who         | why |
| ----------- | --- |
| \`system/\` | all |

## A journey

1. \`board/board.ts\`
`);

Deno.test("findForbiddenImports() names both files and what is allowed", () => {
  const files = [
    parseSourceFile("mod.ts", `export { Board } from "./board/board.ts";`),
    parseSourceFile("board/board.ts", `import { lock } from "../format/lock.ts";`),
    parseSourceFile("format/lock.ts", `import type { Board } from "../board/board.ts";`),
    parseSourceFile("system/sync.ts", `const url = new URL("../mod.ts", import.meta.url);`),
  ];
  assertEquals(findForbiddenImports(files, SMALL), [
    "format/lock.ts imports board/board.ts, but format may import only system: " +
    "what both need belongs in a room below both",
    "system/sync.ts imports mod.ts, but system may import only itself: " +
    "what both need belongs in a room below both",
  ]);
});

Deno.test("findForbiddenImports() takes a file in the table for that file alone", () => {
  const file = parseSourceFile("board/board.ts", `import { a } from "../format/other.ts";`);
  assertEquals(findForbiddenImports([file], SMALL).length, 1);
});

Deno.test("findForbiddenImports() reports a file that is in no room", () => {
  assertEquals(findForbiddenImports([parseSourceFile("new/file.ts", "")], SMALL), [
    `new/file.ts is in no room of the table "Who may import whom": give it one`,
  ]);
});

Deno.test("findCircles() finds the shortest of circles through the same files, types and dynamic imports included", () => {
  const files = [
    parseSourceFile("a.ts", `import { b } from "./b.ts";`),
    parseSourceFile("b.ts", `export type { C } from "./c.ts"; import "./d.ts";`),
    parseSourceFile("c.ts", `const a = await import("./a.ts");`),
    parseSourceFile("d.ts", `import "./a.ts";`), // A longer way through the same files.
    parseSourceFile("self.ts", `type T = import("./self.ts").T;`),
  ];
  assertEquals(findCircles(files), [
    "a.ts → b.ts → c.ts → a.ts is a circle: one of these imports must go",
    "self.ts → self.ts is a circle: one of these imports must go",
  ]);
});

Deno.test("findUnnamedFolders() reports folders, outer ones too, and rooms without a row", () => {
  const files = [{ path: "board/media/pixels/png.ts" }, { path: "mod.ts" }];
  const reported = findUnnamedFolders(files, SMALL);
  assertEquals(reported.map((message) => message.split(" ")[0]), [
    "board/media",
    "board/media/pixels",
  ]);
  assert(reported[0]?.endsWith("say in one line what it holds"));
});

Deno.test("findDeadNames() reports rooms, folders and files that do not exist", () => {
  const there = ["mod.ts", "board/board.ts", "system/sync.ts"];
  assertEquals(findDeadNames(there, SMALL), [
    "ARCHITECTURE.md names format, which does not exist",
    "ARCHITECTURE.md names format/lock.ts, which does not exist",
  ]);
});

Deno.test("findSystemUses() reports Deno and the modules of Node.js, with the line", () => {
  const code = `import { join } from "node:path";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
// Deno.cwd() in a comment, and "Deno.cwd()" in a text, are none.
console.log("Deno.cwd()", Deno.cwd());`;
  assertEquals(findSystemUses([parseSourceFile("board/board.ts", code)], SMALL), [
    "board/board.ts:5 says Deno: add a function to system/, and call that",
    "board/board.ts imports node:fs: add a function to system/, and call that",
    "board/board.ts imports node:fs/promises: add a function to system/, and call that",
  ]);
  assertEquals(findSystemUses([parseSourceFile("system/cwd.ts", code)], SMALL), []);
});

Deno.test("findLongFiles() takes a reason in the header alone", () => {
  const long = "\n1;".repeat(300);
  const reason = "It has more than\n * 300 lines because of this test.";
  const files = [
    { path: "long.ts", text: `/** A file. */${long}` },
    { path: "late.ts", text: `import "./a.ts";\n/** ${reason} */${long}` },
    { path: "reason.ts", text: `/**\n * ${reason}\n */${long}` },
    { path: "short.ts", text: `1;${long.slice(3)}\n` },
  ];
  assertEquals(findLongFiles(files).map((message) => message.split(":")[0]), [
    "long.ts has 301 lines",
    "late.ts has 303 lines",
  ]);
});

Deno.test("parseSourceFile() finds every kind of import, in TSX too", () => {
  const file = parseSourceFile(
    "page.tsx",
    `import a, { b } from "./a.ts";
    import type { C } from "./c.ts";
    export * from "./d.ts";
    export type { E } from "./e.ts";
    export const f = import("./f.ts"), text = 'from "./none.ts"';
    type G = import("./g.ts").G;
    const url = new URL("./h.ts", import.meta.url);
    const view = <p>import "./none.ts"</p>;`,
  );
  assertEquals(
    file.specifiers.toSorted(),
    ["./a.ts", "./c.ts", "./d.ts", "./e.ts", "./f.ts", "./g.ts", "./h.ts"],
  );
});

Deno.test("parseArchitecture() throws when a heading is missing", () => {
  assertThrows(() => parseArchitecture("# Nothing"), Error, `no heading "## The map"`);
});

/** Fails with all that is wrong, but for what is known. */
function assertNothing(wrong: readonly string[]): void {
  assert(wrong.length === 0, `\n${wrong.join("\n")}\n`);
}

/** All files of the repository, from its root. */
function listFiles(folder = ""): string[] {
  return [...Deno.readDirSync(join(ROOT, folder))]
    .filter(({ name }) => !name.startsWith(".") && !/^(node_modules|kohakuboard)$/.test(name))
    .flatMap(({ name, isDirectory }) =>
      isDirectory ? listFiles(`${folder}${name}/`) : [folder + name]
    )
    .sort();
}
