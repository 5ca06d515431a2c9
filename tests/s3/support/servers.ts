import { fromFileUrl } from "@std/path";
import { TempDir } from "../../../testing/temp_dir.ts";
import { pythonEnvironment } from "../../python/environment.ts";
import { CREDENTIALS, S3Server } from "./s3_server.ts";
import { versitygw } from "./versitygw.ts";

/** A server of S3 that others wrote. */
export interface ServerKind {
  /** `moto` or `versitygw`. */
  name: string;
  /** Starts one, with nothing in it. */
  start(): Promise<S3Server>;
}

/**
 * moto looks at a condition and writes in two steps: in threads, of which it has one for each request,
 * two writers may both pass. A bucket of S3 does both in one.
 */
const MOTO_IN_ONE_THREAD = `
import sys, moto.server as server
run = server.run_simple
server.run_simple = lambda *args, **options: run(*args, **{**options, "threaded": False})
server.main(sys.argv[1:])
`;

/** Those that can be started here; of each other it is said why not, and a test that is ignored. */
export async function findServers(what: string): Promise<ServerKind[]> {
  const requirements = fromFileUrl(new URL("../moto_requirements.txt", import.meta.url));
  const [python, gateway] = await Promise.all([pythonEnvironment(requirements), versitygw()]);
  const kinds: ServerKind[] = [];
  if (typeof python === "string") leaveOut("moto", python);
  else {
    const args = (port: number) => ["-c", MOTO_IN_ONE_THREAD, "-H", "127.0.0.1", "-p", `${port}`];
    kinds.push({ name: "moto", start: () => S3Server.start(python.python, args) });
  }
  if (typeof gateway === "string") leaveOut("versitygw", gateway);
  else {
    const { accessKeyId, secretAccessKey } = CREDENTIALS;
    const keys = ["--access", accessKeyId, "--secret", secretAccessKey, "--quiet"];
    kinds.push({
      name: "versitygw",
      start() {
        const dir = new TempDir();
        const args = (port: number) => [...keys, "--port", `127.0.0.1:${port}`, "posix", dir.path];
        return S3Server.start(gateway.path, args, () => dir[Symbol.dispose]());
      },
    });
  }
  return kinds;

  function leaveOut(name: string, reason: string): void {
    console.warn(`${what} with ${name} is left out: ${reason}`);
    Deno.test({ name: `${what} with ${name}`, ignore: true, fn() {} });
  }
}
