import { assertEquals } from "@std/assert";
import { serve, TOKEN_HEADER, type ViewerServer } from "../../../../viewer/server/mod.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { type RawAnswer, rawRequest } from "./raw_http.ts";
import { sharedBoards } from "./viewer_boards.ts";
import { TOKEN } from "./viewer_client.ts";

/** The content of the file that no request may read. */
export const SECRET = "the secret outside of the root";
/** The header of a body with JSON. */
export const JSON_TYPE: [string, string] = ["Content-Type", "application/json"];
/** The header with the token. */
export const WITH_TOKEN: [string, string] = [TOKEN_HEADER, TOKEN];

/** A copy of the fixture's boards in `boards/`, beside a file that no request may read. */
export interface AttackedFiles extends Disposable {
  dir: TempDir;
  baseDir: string;
  secret: string;
}

/** Such files, with a viewer of them. */
export interface AttackedViewer
  extends AsyncDisposable, Omit<AttackedFiles, typeof Symbol.dispose> {
  viewer: ViewerServer;
  port: number;
}

/** Makes the files of an attack. */
export async function attackedFiles(): Promise<AttackedFiles> {
  const boards = await sharedBoards();
  const dir = new TempDir();
  const baseDir = dir.join("boards");
  await copyFolder(boards, baseDir);
  const secret = dir.join("secret.txt");
  Deno.writeTextFileSync(secret, SECRET);
  return { dir, baseDir, secret, [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

/** Makes the files of an attack, and starts a viewer of them. */
export async function attackedViewer(): Promise<AttackedViewer> {
  const { dir, baseDir, secret } = await attackedFiles();
  const viewer = serve({ baseDir, port: 0, token: TOKEN, log: () => {} });
  return {
    dir,
    baseDir,
    secret,
    viewer,
    port: viewer.port,
    async [Symbol.asyncDispose]() {
      await viewer.shutdown();
      dir[Symbol.dispose]();
    },
  };
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Sends a query, by default to one board. */
export function sql(
  port: number,
  query: string,
  more: Record<string, unknown> = {},
): Promise<RawAnswer> {
  const body = JSON.stringify({ query, board: "full_duckdb", ...more });
  return rawRequest(port, "POST /api/sql", { headers: [JSON_TYPE, WITH_TOKEN], body });
}

/** The server still answers, and what it shows is complete. */
export async function assertLives(port: number): Promise<void> {
  const { status, body } = await rawRequest(port, "GET /api/boards/full_duckdb");
  assertEquals(status, 200);
  assertEquals(JSON.parse(body).lastStep, 323);
}
