/** Where a viewer is, as long as nobody else is there. */
const USUAL_PORT = 6273;

/** After so long it is tried again to listen. */
const AGAIN_MS = 200;

/** A server that listens. */
export interface Listening {
  /** Its port. */
  port: number;
  /** Resolves when it has been ended. */
  finished: Promise<void>;
}

/** Where to listen. */
export interface ListenOptions {
  /** An address or a name. */
  host: string;
  /** `undefined`: the usual one, or a free one where that is taken. */
  port?: number;
  /** Whether only this machine can reach it. */
  loopback: boolean;
  /** Ends it, and all connections. */
  signal: AbortSignal;
  /** Is told of what should not happen. */
  log: (message: string) => void;
}

/**
 * Listens on an address until it is ended.
 *
 * @throws {Error} Where it cannot.
 */
export function listen(
  options: ListenOptions,
  handler: (request: Request) => Promise<Response>,
): Listening {
  const { host, port, loopback, signal } = options;
  prepareSignals();
  const on = (wanted: number) =>
    Deno.serve({
      hostname: host.replace(/^\[(.*)\]$/, "$1"),
      port: wanted,
      signal,
      onListen: () => {},
      // Within one machine it costs more than it saves.
      automaticCompression: !loopback,
    }, handler);
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = onOrElse(on, port);
  } catch (cause) {
    const reason = cause instanceof Deno.errors.AddrInUse
      ? "another program listens there; choose another port"
      : (cause as Error).message;
    throw new Error(`Cannot serve boards on ${host}:${port ?? USUAL_PORT}: ${reason}`, { cause });
  }
  const { addr } = server;
  return { port: addr.port, finished: goOn(server, () => on(addr.port), options) };
}

/**
 * Deno opens what it needs for signals when it is first wanted, and ends the
 * process where there is nothing left to open: so it is opened now.
 */
function prepareSignals(): void {
  const ignore = () => {};
  Deno.addSignalListener("SIGINT", ignore);
  Deno.removeSignalListener("SIGINT", ignore);
}

function onOrElse<Server>(on: (port: number) => Server, port: number | undefined): Server {
  try {
    return on(port ?? USUAL_PORT);
  } catch (error) {
    if (port === undefined && error instanceof Deno.errors.AddrInUse) return on(0);
    throw error;
  }
}

/**
 * `Deno.serve` ends with the first connection that it cannot accept, as when
 * somebody has opened as many as the process may have: it is started again.
 */
async function goOn(
  first: Deno.HttpServer,
  again: () => Deno.HttpServer,
  { signal, log }: ListenOptions,
): Promise<void> {
  let server: Deno.HttpServer | undefined = first;
  while (!signal.aborted) {
    try {
      await server?.finished;
      if (server !== undefined) return;
      server = again();
    } catch (error) {
      if (server !== undefined) log(`No connection can be accepted: ${(error as Error).message}`);
      server = undefined;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
  await server?.finished.catch(() => {});
}

/** Whether an address is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/**
 * The `Host` headers that are ours, the first for people to read. Where it
 * listens on all addresses of the machine, those are known by their interfaces.
 */
export function allowedHosts(host: string, port: number): string[] {
  const isAny = host === "0.0.0.0" || host === "::" || host === "[::]";
  const given = isAny ? machineNames() : [host];
  const names = [...new Set([...given, "127.0.0.1", "localhost", "::1"])]
    .map((name) => name.includes(":") && !name.startsWith("[") ? `[${name}]` : name.toLowerCase());
  return names.flatMap((name) => port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]);
}

function machineNames(): string[] {
  try {
    const addresses = Deno.networkInterfaces().map(({ address }) => address);
    return [Deno.hostname(), ...addresses];
  } catch {
    return []; // Not permitted: it answers on loopback only.
  }
}
