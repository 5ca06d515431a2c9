// cspell:ignore fastcgi uwsgi scgi
import { TempDir } from "../../../testing/temp_dir.ts";
import { TLS_FILES } from "../server/support/tls_files.ts";
import { until } from "./until.ts";

const PLACES = [
  "/usr/sbin/nginx",
  "/usr/local/sbin/nginx",
  "/usr/local/bin/nginx",
  "/usr/bin/nginx",
];

/** The path of nginx, `undefined` where this machine has none. */
export const nginxPath: string | undefined = PLACES.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

/** What is said of a test that needs nginx where there is none. */
export const NO_NGINX = "skipped, no nginx: install one";

/** The lines that docs/team.md has for the location of `/kobo/`, but for the server's address. */
export function documentedLines(): string[] {
  const text = Deno.readTextFileSync(new URL("../../../docs/team.md", import.meta.url));
  const [, location = ""] = /```nginx\nlocation \/kobo\/ {\n([^}]*)}/.exec(text) ?? [];
  return location.split("\n").map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("proxy_pass "));
}

/** An nginx with TLS in front of a server: what is below `/kobo/` goes to it. */
export class Nginx implements AsyncDisposable {
  /** `https://localhost:<port>` */
  readonly origin: string;
  readonly #child: Deno.ChildProcess;
  readonly #dir: TempDir;

  private constructor(origin: string, child: Deno.ChildProcess, dir: TempDir) {
    this.origin = origin;
    this.#child = child;
    this.#dir = dir;
  }

  /** Starts one in front of a port, as docs/team.md says. */
  static async start(target: number): Promise<Nginx> {
    const dir = new TempDir();
    const port = freePort();
    const { certFile, keyFile } = TLS_FILES;
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((name) => `  ${name}_temp_path ${dir.join(name)};`).join("\n");
    Deno.writeTextFileSync(
      dir.join("nginx.conf"),
      `daemon off;
master_process off;
error_log ${dir.join("error.log")};
pid ${dir.join("pid")};
events {}
http {
  access_log off;
${temporary}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${certFile};
    ssl_certificate_key ${keyFile};
    location /kobo/ {
      proxy_pass http://127.0.0.1:${target};
${documentedLines().map((line) => `      ${line}`).join("\n")}
    }
  }
}
`,
    );
    const child = new Deno.Command(nginxPath!, {
      args: ["-c", dir.join("nginx.conf"), "-e", dir.join("error.log")],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const started = new Nginx(`https://localhost:${port}`, child, dir);
    try {
      await until(async () => {
        using _ = await Deno.connect({ hostname: "127.0.0.1", port });
        return true;
      });
    } catch (cause) {
      const log = Deno.readTextFileSync(dir.join("error.log"));
      await started[Symbol.asyncDispose]();
      throw new Error(`nginx did not start: ${log}`, { cause });
    }
    return started;
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
    this.#dir[Symbol.dispose]();
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
