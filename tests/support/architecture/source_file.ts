/**
 * What one source file asks for, found in its syntax tree: the files and
 * modules that it imports, and the lines on which it says `Deno`.
 *
 * The parser is the one of `deno lint`, which `deno test` offers to tests of
 * lint plugins: it knows the syntax that Deno runs, and needs no library.
 *
 * @module
 */

/** A file of the repository, with what it asks for. */
export interface SourceFile {
  /** From the root of the repository, with slashes: `board/board.ts`. */
  path: string;
  /**
   * Everything that it imports, as written: types, `import()` and
   * `new URL("…", import.meta.url)` too.
   */
  specifiers: string[];
  /** The lines, from 1, on which the global `Deno` is used. */
  denoLines: number[];
}

/** A node of a syntax tree, with the fields that some of them have. */
interface SyntaxNode {
  type: string;
  range: [start: number, end: number];
  name?: string;
  value?: unknown;
  source?: SyntaxNode | null;
  literal?: SyntaxNode;
  argument?: SyntaxNode;
  callee?: SyntaxNode;
  arguments?: SyntaxNode[];
}

type Visitor = { [type: string]: (node: SyntaxNode) => void };

/** Deno's types of this are among those that are not stable. */
const { lint } = Deno as unknown as {
  lint: {
    runPlugin(
      plugin: { name: string; rules: { [name: string]: { create(): Visitor } } },
      fileName: string,
      source: string,
    ): unknown;
  };
};

/**
 * Reads a file's imports. Comments and strings that look like imports are none.
 *
 * @param path From the root of the repository.
 * @param source The file's text.
 */
export function parseSourceFile(path: string, source: string): SourceFile {
  const specifiers: string[] = [];
  const denoLines = new Set<number>();
  const addSource = (node: SyntaxNode) => add(node.source);
  const add = (literal: SyntaxNode | null | undefined) => {
    if (typeof literal?.value === "string") specifiers.push(literal.value);
  };
  const visitor: Visitor = {
    ImportDeclaration: addSource,
    ExportAllDeclaration: addSource,
    ExportNamedDeclaration: addSource,
    ImportExpression: addSource,
    TSImportType: ({ argument }) => add(argument?.literal),
    NewExpression: ({ callee, arguments: [relative, base] = [] }) => {
      if (callee?.name === "URL" && base?.type === "MemberExpression") add(relative);
    },
    Identifier: ({ name, range: [start] }) => {
      if (name === "Deno") denoLines.add(source.slice(0, start).split("\n").length);
    },
  };
  lint.runPlugin({ name: "imports", rules: { all: { create: () => visitor } } }, path, source);
  return { path, specifiers, denoLines: [...denoLines] };
}
