import { AnnotatedBoards } from "../../reader/annotated_boards.ts";
import { mirrorAt, readingStore } from "../../reader/sent_boards.ts";
import { isRemoteAddress } from "../../reader/shared/remote_address.ts";
import { runServer, type SiteOptions } from "./run_server.ts";

/** Options of `kobo view`. */
export interface ViewOptions extends SiteOptions {
  /** Whether to open the page in the browser. */
  open: boolean;
}

/** `kobo view`. */
export async function view(baseDir: string, { open, ...site }: ViewOptions): Promise<void> {
  const source = isRemoteAddress(baseDir) ? await sourceAt(baseDir) : undefined;
  await runServer(source?.baseDir ?? baseDir, site, { open, source });
}

/** The boards at an address. @throws {Error} Where there are none. */
async function sourceAt(address: string): Promise<AnnotatedBoards> {
  const mirror = await mirrorAt(address);
  if (mirror instanceof Error) throw new Error(`Cannot view ${address}: ${mirror.message}`);
  const boards = new AnnotatedBoards(mirror);
  await readingStore(() => boards.list());
  return boards;
}
