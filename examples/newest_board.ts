/** Finds the newest finished board in ./kohakuboard that has this file in `data/`; `undefined` if there is none. */
export function newestBoardWith(file: string): string | undefined {
  const found: { boardDir: string; createdAt: string }[] = [];
  try {
    for (const { name } of Deno.readDirSync("kohakuboard")) {
      const boardDir = `${Deno.cwd()}/kohakuboard/${name}`;
      try {
        Deno.statSync(`${boardDir}/data/${file}`);
        const metadata = JSON.parse(Deno.readTextFileSync(`${boardDir}/metadata.json`));
        if (metadata.status !== "running") found.push({ boardDir, createdAt: metadata.created_at });
      } catch {
        // It has another backend, or is not a board.
      }
    }
  } catch {
    return undefined; // No run yet.
  }
  return found.sort((a, b) => a.createdAt < b.createdAt ? 1 : -1)[0]?.boardDir;
}
