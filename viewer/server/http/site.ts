import { isLoopback } from "./host_names.ts";
import { RequestError } from "./request_error.ts";

/** How a server is reached. */
export interface SiteOptions {
  /** The values of `Host` that name it where it listens, the one for people to read first. */
  hosts: readonly [string, ...string[]];
  /** Other names that it answers to: `name`, with any port, or `name:port`. */
  allowHosts: readonly string[];
  /** Whether it answers to loopback's names with any port, as a tunnel or a container has another one. */
  anyLoopbackPort: boolean;
  /** The path below which a reverse proxy shows it: empty, or as `/kobo`. */
  basePath: string;
  /** Whether the headers of a reverse proxy are believed: `X-Forwarded-Host`, `-Proto`, `-For`. */
  trustProxy: boolean;
  /** Whether it speaks TLS itself. */
  tls: boolean;
}

/** A request as whoever sent it sees it, whatever proxy it came through. */
export interface Arrival {
  /** The address without the base path. */
  url: URL;
  /** What the request says whom it is for, in lower case; it may be any text. */
  host: string;
  /** The values of `Origin` that our own page has. */
  origins: readonly string[];
  /** Whether it came by TLS, here or at the proxy. */
  isSecure: boolean;
  /** The address that it came from, or the one that the proxy names. */
  client: string;
  /** Whether its path is below the base path: `root` is that path without its slash. */
  place: "inside" | "root" | "outside";
}

/** The outside of a server: its names, its base path, and what a reverse proxy says of requests. */
export class Site {
  /** How it is reached. */
  readonly options: SiteOptions;
  readonly #own: ReadonlySet<string>;
  readonly #allowed: ReadonlySet<string>;

  /** A site; the options are checked already. */
  constructor(options: SiteOptions) {
    this.options = options;
    this.#own = new Set(options.hosts);
    const loopback = options.anyLoopbackPort ? ["localhost", "127.0.0.1", "[::1]"] : [];
    this.#allowed = new Set([...options.allowHosts, ...loopback]);
  }

  /** Whether a value of `Host` names this server. */
  has(host: string): boolean {
    return this.#own.has(host) || this.#isAllowed(host);
  }

  /** The path of the page, with a slash at its end. */
  get root(): string {
    return `${this.options.basePath}/`;
  }

  /** The addresses of the page, for people: where it listens, and by the other names. */
  get addresses(): [string, ...string[]] {
    const { hosts: [own], allowHosts, trustProxy, tls } = this.options;
    const [ownPort = ""] = /:\d+$/.exec(own) ?? [];
    // What a proxy shows has TLS and its own port, mostly.
    const addressOf = (name: string) =>
      `http${tls || trustProxy ? "s" : ""}://${name}${
        trustProxy || /:\d+$/.test(name) ? "" : ownPort
      }${this.root}`;
    return [`http${tls ? "s" : ""}://${own}${this.root}`, ...allowHosts.map(addressOf)];
  }

  /**
   * What a request says of itself.
   *
   * @param client The address of the connection.
   * @throws {RequestError} `bad_request` if it has no address.
   */
  arrive(request: Request, client: string): Arrival {
    const { trustProxy, tls, basePath, hosts } = this.options;
    const inner = URL.parse(request.url);
    if (inner === null) throw new RequestError("bad_request", "The address is not well formed");
    const forwarded = (name: string) =>
      trustProxy ? lastOf(request.headers.get(`x-forwarded-${name}`)) : undefined;
    // HTTP/2, which there is by TLS alone, has no header of the name.
    const asked = request.headers.get("host")?.toLowerCase() ?? (tls ? inner.host : "");
    const host = forwarded("host")?.toLowerCase() ?? asked;
    const scheme = (forwarded("proto") ?? inner.protocol).toLowerCase().replace(/:$/, "");
    const isSecure = scheme === "https";
    // The request line may contain an absolute address with another host.
    const isForAsked = inner.host === URL.parse(`${inner.protocol}//${asked}`)?.host;
    const { path, place } = withoutBase(inner.pathname, basePath);
    const url = URL.parse(`${isSecure ? "https" : "http"}://${host}${path}${inner.search}`);
    const origins = url === null ? [] : [url.origin];
    // Codespaces names itself as the host, and us as the origin of our own page.
    if (this.#isAllowed(host) && !this.#own.has(host)) {
      const own = hosts.filter((name) => isLoopback(name.replace(/:\d+$/, "")));
      origins.push(...own.map((name) => `http${tls ? "s" : ""}://${name}`));
    }
    return {
      url: url ?? inner,
      host: isForAsked && url !== null ? host : "",
      origins,
      isSecure,
      client: forwarded("for") ?? client,
      place,
    };
  }

  #isAllowed(host: string): boolean {
    return this.#allowed.has(host) || this.#allowed.has(host.replace(/:\d{1,5}$/, ""));
  }
}

/** Of a list the last one is our own proxy's; those before it are whatever it was sent. */
function lastOf(header: string | null): string | undefined {
  return header?.split(",").at(-1)?.trim() || undefined;
}

function withoutBase(path: string, base: string): { path: string } & Pick<Arrival, "place"> {
  if (path.startsWith(`${base}/`)) return { path: path.slice(base.length), place: "inside" };
  return { path, place: path === base ? "root" : "outside" };
}
