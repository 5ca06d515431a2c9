/**
 * The rules of `ARCHITECTURE.md`, as pure functions from a list of files to
 * messages, one for each thing that is wrong.
 *
 * @module
 */
import { posix } from "node:path";
import type { ArchitectureDocument } from "./architecture_document.ts";
import type { SourceFile } from "./source_file.ts";

const { dirname, join } = posix;

/** The modules of Node.js that ask the operating system for something. */
const SYSTEM_MODULES = ["fs", "os", "process", "child_process", "net", "http", "https", "tty"];

/** A file with more lines gives its reason. */
const MAX_LINES = 300;

/** Every import that the table of rooms does not allow. */
export function findForbiddenImports(
  files: readonly SourceFile[],
  { mayImport }: ArchitectureDocument,
): string[] {
  const rooms = [...mayImport.keys()];
  return files.flatMap((file) => {
    const room = longestPrefix(file.path, rooms);
    if (room === undefined) {
      return [`${file.path} is in no room of the table "Who may import whom": give it one`];
    }
    const allowed = mayImport.get(room) ?? [];
    return importedPaths(file)
      .filter((target) => ![room, ...allowed].some((place) => isIn(target, place)))
      .map((target) =>
        `${file.path} imports ${target}, but ${room} may import only ` +
        `${allowed.join(", ") || "itself"}: what both need belongs in a room below both`
      );
  });
}

/**
 * Circles of files that import one another, as a way around: of files that are
 * all in circles with one another, the shortest.
 */
export function findCircles(files: readonly SourceFile[]): string[] {
  const graph = new Map(files.map((file) => [file.path, importedPaths(file)]));
  const done = new Set<string>();
  const circles: string[] = [];
  for (const start of graph.keys()) {
    if (done.has(start) || shortestWay(graph, start, start) === undefined) continue;
    const tied = [...graph.keys()].filter((path) =>
      path === start || (shortestWay(graph, start, path) && shortestWay(graph, path, start))
    );
    tied.forEach((path) => done.add(path));
    const ways = tied.flatMap((path) => [shortestWay(graph, path, path) ?? []]);
    const [shortest = []] = ways.toSorted((a, b) => a.length - b.length);
    circles.push(`${shortest.join(" → ")} is a circle: one of these imports must go`);
  }
  return circles;
}

/** Every folder with code, and every room, that the map has no row for. */
export function findUnnamedFolders(
  files: readonly { path: string }[],
  { map, mayImport }: ArchitectureDocument,
): string[] {
  const folders = new Set<string>(mayImport.keys());
  for (const { path } of files) {
    for (let dir = dirname(path); dir !== "."; dir = dirname(dir)) folders.add(dir);
  }
  return [...folders].filter((folder) => !map.includes(folder)).sort()
    .map((folder) => `${folder} has no row in the table "The map": say in one line what it holds`);
}

/** Every name in the document that is no file or folder of the repository. */
export function findDeadNames(
  paths: readonly string[],
  { map, mayImport, mayAskSystem, files }: ArchitectureDocument,
): string[] {
  const there = new Set(paths);
  for (const path of paths) {
    for (let dir = dirname(path); dir !== "."; dir = dirname(dir)) there.add(dir);
  }
  const names = new Set([...map, ...[...mayImport].flat(2), ...mayAskSystem, ...files]);
  return [...names].filter((name) => !there.has(name)).sort()
    .map((name) => `ARCHITECTURE.md names ${name}, which does not exist`);
}

/** Every use of the operating system outside of where the document allows it. */
export function findSystemUses(
  files: readonly SourceFile[],
  { mayAskSystem }: ArchitectureDocument,
): string[] {
  return files.filter(({ path }) => !mayAskSystem.some((place) => isIn(path, place)))
    .flatMap(({ path, specifiers, denoLines }) => [
      ...denoLines.map((line) => `${path}:${line} says Deno`),
      ...specifiers.filter(isSystemModule).map((name) => `${path} imports ${name}`),
    ])
    .map((what) => `${what}: add a function to system/, and call that`);
}

function isSystemModule(specifier: string): boolean {
  const [, name] = /^node:(\w+)/.exec(specifier) ?? [];
  return name !== undefined && SYSTEM_MODULES.includes(name);
}

/** The files of the repository that a file imports. */
function importedPaths({ path, specifiers }: SourceFile): string[] {
  return [
    ...new Set(
      specifiers.filter((specifier) => /^\.\.?\//.test(specifier))
        .map((specifier) => join(dirname(path), specifier)),
    ),
  ];
}

/** The room that a file is in: of two that hold it, the inner one. */
function longestPrefix(path: string, rooms: readonly string[]): string | undefined {
  return rooms.filter((room) => isIn(path, room)).sort((a, b) => b.length - a.length)[0];
}

function isIn(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** The shortest way along imports, both ends included; of at least one step. */
function shortestWay(
  graph: ReadonlyMap<string, readonly string[]>,
  from: string,
  to: string,
): string[] | undefined {
  const seen = new Set<string>();
  const queue = [[from]];
  for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
    for (const next of graph.get(way.at(-1)!) ?? []) {
      if (next === to) return [...way, next];
      if (!seen.has(next)) queue.push([...way, next]);
      seen.add(next);
    }
  }
}

/** Every file that is longer than {@linkcode MAX_LINES}, and whose header does not say why. */
export function findLongFiles(files: readonly { path: string; text: string }[]): string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split("\n").length;
    const header = /^\/\*\*.*?\*\//s.exec(text)?.[0].replace(/\s+(\*\s+)?/g, " ") ?? "";
    if (lines <= MAX_LINES || header.includes(`more than ${MAX_LINES} lines`)) return [];
    return [
      `${path} has ${lines} lines: look for a second responsibility, or say in its header why it ` +
      `has "more than ${MAX_LINES} lines"`,
    ];
  });
}
