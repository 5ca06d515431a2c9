import { type HttpServer, prepareSignals, serveHttp, type TlsFiles } from "../../../system/deno.ts";
import { isAddressInUse } from "../../../system/error_code.ts";
import { messageOf } from "../../../system/message_of.ts";
import { sleep } from "../../../system/sleep.ts";

/** The port of a viewer, unless another program uses it. */
const DEFAULT_PORT = 6273;

/** The pause between two attempts to listen again. */
const RETRY_MS = 200;

/** Where and how a server listens. */
export interface ListenOptions {
  /** An address or a name. */
  host: string;
  /** Default: 6273, or a free one if that is in use. */
  port?: number;
  /** Whether only this machine can reach it. */
  loopback: boolean;
  /** The certificate and its key, as text. Default: no TLS. */
  tls?: TlsFiles;
  /** Ends the server and all connections. */
  signal: AbortSignal;
  /** Receives problems of the server. */
  log: (message: string) => void;
}

/**
 * Listens on an address until the signal ends it.
 *
 * @throws {Error} If it cannot listen there.
 */
export function listen(
  options: ListenOptions,
  handler: (request: Request, client: string) => Promise<Response>,
): HttpServer {
  const { host, port, loopback, signal, tls } = options;
  prepareSignals();
  const start = (wanted: number) =>
    serveHttp({
      hostname: host.replace(/^\[(.*)\]$/, "$1"),
      port: wanted,
      signal,
      // Within one machine, compressing takes longer than sending.
      automaticCompression: !loopback,
      tls,
    }, handler);
  let server: HttpServer;
  try {
    server = startOnFreePort(start, port);
  } catch (cause) {
    const reason = isAddressInUse(cause)
      ? "another program listens there; choose another port"
      : (cause as Error).message;
    throw new Error(`Cannot serve boards on ${host}:${port ?? DEFAULT_PORT}: ${reason}`, { cause });
  }
  const restart = () => start(server.port);
  return { port: server.port, finished: keepListening(server, restart, options) };
}

function startOnFreePort<Server>(
  start: (port: number) => Server,
  port: number | undefined,
): Server {
  try {
    return start(port ?? DEFAULT_PORT);
  } catch (error) {
    if (port === undefined && isAddressInUse(error)) return start(0);
    throw error;
  }
}

/**
 * Deno's server ends when it cannot accept one connection, for example because
 * a client has opened as many as the process may have. Then we start it again.
 */
async function keepListening(
  first: HttpServer,
  restart: () => HttpServer,
  { signal, log }: ListenOptions,
): Promise<void> {
  let server: HttpServer | undefined = first;
  while (!signal.aborted) {
    try {
      await server?.finished;
      if (server !== undefined) return;
      server = restart();
    } catch (error) {
      if (server !== undefined) log(`No connection can be accepted: ${messageOf(error)}`);
      server = undefined;
      await sleep(RETRY_MS);
    }
  }
  await server?.finished.catch(() => {});
}
