import { OpenFile } from "./open_file.ts";

/** Makes a file's content durable (fdatasync). @throws {Error} `ENOENT` where there is none. */
export function syncFile(path: string): void {
  using file = new OpenFile(path, "update");
  file.sync();
}

/** The same, without holding up the thread. */
export async function syncFileLater(path: string): Promise<void> {
  using file = await OpenFile.openLater(path, "update");
  await file.syncLater();
}
