/** The port of a viewer, unless another program uses it. */
const DEFAULT_PORT = 6273;

/** The pause between two attempts to listen again. */
const RETRY_MS = 200;

/** A server that listens. */
export interface Listening {
  /** Its port. */
  port: number;
  /** Resolves when the server has ended. */
  finished: Promise<void>;
}

/** Where and how a server listens. */
export interface ListenOptions {
  /** An address or a name. */
  host: string;
  /** Default: 6273, or a free one if that is in use. */
  port?: number;
  /** Whether only this machine can reach it. */
  loopback: boolean;
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
  handler: (request: Request) => Promise<Response>,
): Listening {
  const { host, port, loopback, signal } = options;
  prepareSignals();
  const start = (wanted: number) =>
    Deno.serve({
      hostname: host.replace(/^\[(.*)\]$/, "$1"),
      port: wanted,
      signal,
      onListen: () => {},
      // Within one machine, compressing takes longer than sending.
      automaticCompression: !loopback,
    }, handler);
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = startOnFreePort(start, port);
  } catch (cause) {
    const reason = cause instanceof Deno.errors.AddrInUse
      ? "another program listens there; choose another port"
      : (cause as Error).message;
    throw new Error(`Cannot serve boards on ${host}:${port ?? DEFAULT_PORT}: ${reason}`, { cause });
  }
  const { addr } = server;
  return { port: addr.port, finished: keepListening(server, () => start(addr.port), options) };
}

/**
 * Deno opens file descriptors for signals when a program first listens for
 * one. If none are left, that ends the process, so we let Deno open them now.
 */
function prepareSignals(): void {
  const ignore = () => {};
  Deno.addSignalListener("SIGINT", ignore);
  Deno.removeSignalListener("SIGINT", ignore);
}

function startOnFreePort<Server>(
  start: (port: number) => Server,
  port: number | undefined,
): Server {
  try {
    return start(port ?? DEFAULT_PORT);
  } catch (error) {
    if (port === undefined && error instanceof Deno.errors.AddrInUse) return start(0);
    throw error;
  }
}

/**
 * `Deno.serve` ends when it cannot accept one connection, for example because
 * a client has opened as many as the process may have. Then we start it again.
 */
async function keepListening(
  first: Deno.HttpServer,
  restart: () => Deno.HttpServer,
  { signal, log }: ListenOptions,
): Promise<void> {
  let server: Deno.HttpServer | undefined = first;
  while (!signal.aborted) {
    try {
      await server?.finished;
      if (server !== undefined) return;
      server = restart();
    } catch (error) {
      if (server !== undefined) log(`No connection can be accepted: ${(error as Error).message}`);
      server = undefined;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  await server?.finished.catch(() => {});
}
