import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { DuckDBInstance } from "@duckdb/node-api";
import { BoardReadError, listBoards, openBoards } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { denoDir } from "../../../testing/deno_dir.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

const CONFIG = fromFileUrl(new URL("../../../deno.json", import.meta.url));
const SCRIPT = fromFileUrl(new URL("../fixtures/read_remote.ts", import.meta.url));

async function readRemote(addresses: string[], env: Record<string, string>): Promise<unknown[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--config", CONFIG, SCRIPT, ...addresses],
    env: { NO_COLOR: "1", DENO_DIR: denoDir(), ...env },
    stderr: "inherit",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** A web server that gives parts of files, as all do. */
function serveFolder(dir: string): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = Deno.readFileSync(join(dir, new URL(request.url).pathname));
    } catch {
      return new Response("Not found", { status: 404 });
    }
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "");
    const start = Number(range?.[1] ?? 0);
    const end = Math.min(bytes.length, range?.[2] ? Number(range[2]) + 1 : bytes.length);
    const headers: Record<string, string> = {
      "accept-ranges": "bytes",
      "content-length": String(end - start),
    };
    if (range) headers["content-range"] = `bytes ${start}-${end - 1}/${bytes.length}`;
    const body = request.method === "HEAD" ? null : bytes.subarray(start, end);
    return new Response(body, { status: range ? 206 : 200, headers });
  });
}

async function hasHttpfs(): Promise<boolean> {
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
  });
  const connection = await instance.connect();
  try {
    await connection.run("LOAD httpfs");
    return true;
  } catch {
    return false;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

Deno.test("boards on a server: without httpfs it is said what is missing", async () => {
  using home = new TempDir();
  for (const address of ["https://127.0.0.1:9/boards/one", "s3://bucket/boards/one"]) {
    const [answer] = await readRemote([address], { HOME: home.path, USERPROFILE: home.path });
    assert(/^BoardReadError: .*httpfs.*INSTALL httpfs/.test(String(answer)), String(answer));
  }
  const list = await assertRejects(() => openBoards("https://127.0.0.1:9/boards"), BoardReadError);
  assert(list.message.includes("pass the addresses"), list.message);
  await assertRejects(() => listBoards("s3://bucket/boards"), BoardReadError);
});

Deno.test({
  name: "boards on a server are read where DuckDB's httpfs is installed",
  ignore: !await hasHttpfs(),
  async fn() {
    await using boards = new OpenBoards();
    for (const [i, backend] of (["duckdb", "parquet"] as const).entries()) {
      const board = boards.open({ backend, boardId: backend, config: { lr: i } });
      board.logImages("image", [{ data: new Uint8Array(4), width: 2, height: 2 }]);
      for (let step = 1; step < 10; step++) board.log({ value: step });
      await board.finish();
    }
    await using server = serveFolder(boards.dir.path);
    const base = `http://127.0.0.1:${server.addr.port}`;
    const answers = await readRemote([`${base}/duckdb`, `${base}/parquet/`], {});
    const [duckdb, parquet, together] = answers as unknown[][];
    assertEquals(duckdb!.slice(0, 3), ["finished", { lr: 0 }, [5, 6, 7, 8, 9]]);
    assertEquals(parquet!.slice(0, 3), ["finished", { lr: 1 }, [5, 6, 7, 8, 9]]);
    assertEquals([duckdb![4], parquet![4]], [[], []]);
    assert(String(duckdb![3]).startsWith(`${base}/duckdb/media/image_`), String(duckdb![3]));
    assertEquals(together, [["duckdb", 0, 45], ["parquet", 1, 45]]);
    const metadata = boards.dir.join("parquet", "metadata.json");
    const running = { ...JSON.parse(Deno.readTextFileSync(metadata)), status: "running" };
    Deno.writeTextFileSync(metadata, JSON.stringify(running));
    const [unfinished] = await readRemote([`${base}/parquet`], {});
    assertEquals((unfinished as unknown[])[0], "crashed");
    assert(/was not finished/.test(String((unfinished as unknown[])[4])), String(unfinished));
    const [missing] = await readRemote([`${base}/none`], {});
    assert(String(missing).startsWith(`BoardReadError: Cannot read ${base}/none`), String(missing));
  },
});
