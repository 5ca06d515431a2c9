/** Where a viewer is, as long as nobody else is there. */
const USUAL_PORT = 6273;

/** A server on TCP. */
export type TcpServer = Deno.HttpServer<Deno.NetAddr>;

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
}

/**
 * Listens on an address.
 *
 * @throws {Error} Where it cannot.
 */
export function listen(
  { host, port, loopback, signal }: ListenOptions,
  handler: (request: Request) => Promise<Response>,
): TcpServer {
  const on = (wanted: number) =>
    Deno.serve({
      hostname: host.replace(/^\[(.*)\]$/, "$1"),
      port: wanted,
      signal,
      onListen: () => {},
      // Within one machine it costs more than it saves.
      automaticCompression: !loopback,
    }, handler);
  try {
    return on(port ?? USUAL_PORT);
  } catch (cause) {
    if (port === undefined && cause instanceof Deno.errors.AddrInUse) return on(0);
    const reason = cause instanceof Deno.errors.AddrInUse
      ? "another program listens there; choose another port"
      : (cause as Error).message;
    throw new Error(`Cannot serve boards on ${host}:${port ?? USUAL_PORT}: ${reason}`, { cause });
  }
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
