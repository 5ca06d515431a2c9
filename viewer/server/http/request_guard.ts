import { TOKEN_HEADER } from "../../protocol/token_header.ts";
import { RequestError } from "./request_error.ts";
import { isSameSecret } from "./secrets.ts";
import type { Arrival } from "./site.ts";
import { WrongHostError } from "./wrong_host_error.ts";

/** What a {@linkcode RequestGuard} accepts. */
export interface RequestGuardOptions {
  /** The values of `Host` that name this server, in lower case, with the port. */
  hosts: Pick<ReadonlySet<string>, "has">;
  /** The names among them that the server was started with, for messages. */
  namesGiven?: readonly string[];
  /** Whether loopback's names are among them with any port, for messages. */
  anyLoopbackPort?: boolean;
  /** The secret. */
  token: string;
  /** Whether every request needs the token, not only those that change something. */
  tokenForAll: boolean;
  /** The name of the cookie with the token. Cookies are shared by all ports of a host. */
  cookieName: string;
}

/**
 * Decides which requests are answered. A foreign page can reach this server
 * through the browser of the person who runs it: by its address, or by a host
 * name whose DNS record the attacker points at that address.
 */
export class RequestGuard {
  /** What it accepts. */
  readonly options: RequestGuardOptions;

  /** A guard that accepts what `options` say. */
  constructor(options: RequestGuardOptions) {
    this.options = options;
  }

  /**
   * Refuses a request that comes neither from our own page nor from a program
   * of the user.
   *
   * @param arrival What a reverse proxy says of it. Default: that there is none.
   * @throws {RequestError} `forbidden`, with status 403 or 401.
   */
  check(request: Request, url: URL, arrival?: Pick<Arrival, "host" | "origins">): void {
    this.#checkHost(arrival?.host ?? request.headers.get("host")?.toLowerCase() ?? "", url);
    this.#checkOrigin(request, url, arrival?.origins ?? [url.origin]);
    if (!this.options.tokenForAll || this.hasToken(request)) return;
    // Whoever handles these lets nobody in without a good code.
    if (!this.isEntry(request, url)) throw this.noToken();
  }

  /** Whether a request asks to be let in, by an address that was printed: see `enter()`. */
  isEntry(request: Request, url: URL): boolean {
    return this.options.tokenForAll && request.method === "GET" && url.pathname === "/" &&
      url.searchParams.has("token");
  }

  /** The error for somebody who is not let in. */
  noToken(): RequestError {
    return new RequestError(
      "forbidden",
      "This address needs a token: open the newest address that the viewer printed",
      { status: 401 },
    );
  }

  /**
   * Refuses a request without the token in its header, which a foreign page
   * cannot set.
   *
   * @throws {RequestError} `forbidden`.
   */
  checkToken(request: Request): void {
    if (this.#isToken(request.headers.get(TOKEN_HEADER))) return;
    throw new RequestError(
      "forbidden",
      `Cannot do this without the token of the page, in the header ${TOKEN_HEADER}: reload the page`,
    );
  }

  /** Whether a request has the token in its header or its cookie. In an address it would be kept. */
  hasToken(request: Request): boolean {
    return this.#isToken(request.headers.get(TOKEN_HEADER)) ||
      this.#isToken(this.#cookie(request));
  }

  #checkHost(host: string, url: URL): void {
    // The request line may contain an absolute address with another host.
    const isSame = url.host === URL.parse(`${url.protocol}//${host}`)?.host;
    if (this.options.hosts.has(host) && isSame) return;
    throw new WrongHostError(this.options.namesGiven, this.options.anyLoopbackPort);
  }

  #checkOrigin(request: Request, url: URL, origins: readonly string[]): void {
    const origin = request.headers.get("origin")?.toLowerCase();
    const isForeign = origin !== undefined && !origins.includes(origin);
    const site = request.headers.get("sec-fetch-site");
    // Any page may link to ours. It cannot be shown in a frame.
    const isLink = request.method === "GET" && url.pathname === "/" &&
      request.headers.get("sec-fetch-mode") === "navigate" &&
      request.headers.get("sec-fetch-dest") === "document";
    const isOurs = site === null || site === "same-origin" || site === "none" || isLink;
    if (!isForeign && isOurs) return;
    // A proxy may say its name without its port.
    const seenBefore = URL.parse(origin ?? "");
    const isUnseenTls = isOurs && url.protocol === "http:" &&
      seenBefore?.protocol === "https:" && seenBefore.hostname === url.hostname;
    throw new RequestError(
      "forbidden",
      isUnseenTls
        ? "This server answers only its own page, and does not see that this one came by https: " +
          "behind a reverse proxy, start it with --trust-proxy, and have the proxy set " +
          "X-Forwarded-Proto"
        : "This server answers only its own page",
    );
  }

  #cookie(request: Request): string | null {
    const prefix = `${this.options.cookieName}=`;
    const cookies = (request.headers.get("cookie") ?? "").split(";").map((part) => part.trim());
    return cookies.find((part) => part.startsWith(prefix))?.slice(prefix.length) ?? null;
  }

  #isToken(received: string | null): boolean {
    return received !== null && isSameSecret(received, this.options.token);
  }
}
