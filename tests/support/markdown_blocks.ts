/** A block of code in a page of Markdown. */
export interface CodeBlock {
  /** The nearest heading of level two above it. */
  heading: string;
  /** The first word behind the backticks: `ts`, `sh`, `python`. */
  language: string;
  /** The code. */
  code: string;
  /** The file that its first line names in a comment: `// train.ts`. */
  fileName?: string;
}

/** The blocks of code of a page, in their order. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const parts = markdown.matchAll(
    /^## (?<heading>.*)$|^```(?<language>\w+).*\n(?<code>[^]*?)^```$/gm,
  );
  let heading = "";
  const blocks: CodeBlock[] = [];
  for (const { groups = {} } of parts) {
    const { language, code = "" } = groups;
    if (language === undefined) heading = groups.heading ?? "";
    else blocks.push({ heading, language, code, fileName: /^\/\/ (\w+\.ts)\n/.exec(code)?.[1] });
  }
  return blocks;
}
