import { OwnFolder } from "../../../../reader/summaries/own_folder.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import type { Role } from "../../../../viewer/protocol/api.ts";
import { serve, type ServeOptions } from "../../../../viewer/server/mod.ts";
import { BoardOwners } from "../../../../viewer/server/team/board_owners.ts";
import { TokenFile } from "../../../../viewer/server/team/token_file.ts";
import { JSON_TYPE } from "./attacked_viewer.ts";
import { type RawAnswer, rawRequest } from "./raw_http.ts";
import { at } from "./viewer_client.ts";

/** A day, in milliseconds. */
export const DAY_MS = 24 * 3_600_000;

/** A server for several people, in this process: `vic` reads, `wes` and `wim` write, `ada` is the admin. */
export class TeamServer implements AsyncDisposable {
  /** What it has printed. */
  readonly printed: string[] = [];
  readonly dir: TempDir;
  readonly own: OwnFolder;
  readonly tokens: TokenFile;
  readonly owners: BoardOwners;
  readonly viewer: ReturnType<typeof serve>;
  readonly #secrets = new Map<string, string>();

  /** Starts it. Its folder has three boards without rows, of `wes`, of `wim` and of nobody. */
  constructor(options: Partial<ServeOptions> = {}) {
    this.dir = new TempDir();
    this.own = new OwnFolder(this.dir.path);
    this.tokens = new TokenFile(this.own);
    this.owners = new BoardOwners(this.own);
    for (
      const [id, owner] of [["of_wes", "wes"], ["of_wim", "wim"], ["of_nobody", undefined]] as const
    ) {
      Deno.mkdirSync(this.dir.join(id, "data"), { recursive: true });
      const metadata = {
        name: id,
        board_id: id,
        config: {},
        backend: "parquet",
        format_version: 1,
      };
      const ended = { status: "finished", created_at: "2026-01-02T03:04:05.000Z", runtime: {} };
      Deno.writeTextFileSync(
        this.dir.join(id, "metadata.json"),
        JSON.stringify({ ...metadata, ...ended }),
      );
      if (owner !== undefined) this.owners.claim(id, owner);
    }
    for (
      const [name, role] of [["vic", "viewer"], ["wes", "writer"], ["wim", "writer"], [
        "ada",
        "admin",
      ]]
    ) {
      this.addPerson(name!, role as Role);
    }
    const log = (line: string) => void this.printed.push(line);
    this.viewer = serve({ baseDir: this.dir.path, port: 0, team: true, log, ...options });
  }

  get port(): number {
    return this.viewer.port;
  }

  /** Makes a token, and returns it. */
  addPerson(name: string, role: Role, expiresAt = new Date(Date.now() + DAY_MS)): string {
    const secret = this.tokens.create({ name, role }, expiresAt);
    this.#secrets.set(name, secret);
    return secret;
  }

  /** Somebody's token. */
  secretOf(name: string): string {
    return this.#secrets.get(name)!;
  }

  /** The header by which a program of somebody shows its token. */
  as(name: string): [string, string] {
    return ["Authorization", `Bearer ${this.secretOf(name)}`];
  }

  /** A request with a body, if it has one. */
  ask(line: string, headers: [string, string][] = [], body?: unknown): Promise<RawAnswer> {
    if (body === undefined) return rawRequest(this.port, line, { headers });
    return rawRequest(this.port, line, {
      headers: [...headers, JSON_TYPE],
      body: JSON.stringify(body),
    });
  }

  /** Logs a browser in. @returns The header with its cookie, and what its page sends with changes. */
  async logIn(name: string): Promise<{ cookie: [string, string]; page: [string, string] }> {
    const answer = await this.ask("POST /api/session", [], { token: this.secretOf(name) });
    if (answer.status !== 200) throw new Error(answer.body);
    const setCookie = answer.headers.get("set-cookie") ?? "";
    const cookie: [string, string] = ["Cookie", at(setCookie.split(";"), 0)];
    const { body } = await this.ask("GET /", [cookie]);
    const token = /name="kobo-token" content="([^"]*)"/.exec(body)?.[1] ?? "";
    return { cookie, page: ["X-Kobo-Token", token] };
  }

  /** The lines of the audit log. */
  audit(): Record<string, string | null>[] {
    const text = this.own.read("audit.log") ?? "";
    return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.viewer.shutdown();
    this.dir[Symbol.dispose]();
  }
}
