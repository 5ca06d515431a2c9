import { createHash, timingSafeEqual } from "node:crypto";
import { TOKEN_HEADER } from "../../protocol/api.ts";
import { RequestError } from "./request_error.ts";

/** What a {@linkcode RequestGuard} lets through. */
export interface RequestGuardOptions {
  /** The `Host` headers that are ours, in lower case, with the port. */
  hosts: ReadonlySet<string>;
  /** The secret. */
  token: string;
  /** Whether every request wants it, not only those that change something. */
  tokenForAll: boolean;
  /** The name of the cookie that carries it: cookies do not tell ports apart. */
  cookieName: string;
}

/**
 * Decides who may ask. Pages of other origins reach this server through the
 * browser of whoever runs it: by its address, or by a name of theirs that
 * they point at it.
 */
export class RequestGuard {
  /** What it lets through. */
  readonly options: RequestGuardOptions;

  /** A gate that lets through what `options` say. */
  constructor(options: RequestGuardOptions) {
    this.options = options;
  }

  /**
   * Refuses a request that does not come from our own page or from a program
   * of the user.
   *
   * @throws {RequestError} `forbidden`, with status 403 or 401.
   */
  check(request: Request, url: URL): void {
    this.#checkHost(request, url);
    this.#checkOrigin(request, url);
    if (this.options.tokenForAll && !this.hasToken(request, url)) {
      throw new RequestError(
        "forbidden",
        "This address wants a token: open the one that the program printed",
        { status: 401 },
      );
    }
  }

  /**
   * Refuses a request without the token in its header, where a foreign page
   * cannot put it.
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

  /** Whether a request has the token, in whatever place. */
  hasToken(request: Request, url: URL): boolean {
    return this.#isToken(request.headers.get(TOKEN_HEADER)) ||
      this.#isToken(url.searchParams.get("token")) ||
      this.#isToken(this.#cookie(request));
  }

  #checkHost(request: Request, url: URL): void {
    const host = request.headers.get("host")?.toLowerCase() ?? "";
    // The address of the request line may name another.
    if (this.options.hosts.has(host) && url.host === new URL(`http://${host}`).host) return;
    throw new RequestError("forbidden", "This server does not answer under that name");
  }

  #checkOrigin(request: Request, url: URL): void {
    const origin = request.headers.get("origin");
    const isForeign = origin !== null && origin.toLowerCase() !== url.origin;
    const site = request.headers.get("sec-fetch-site");
    // A link to the page itself may stand anywhere; it cannot be framed.
    const isLink = request.method === "GET" && url.pathname === "/" &&
      request.headers.get("sec-fetch-mode") === "navigate" &&
      request.headers.get("sec-fetch-dest") === "document";
    const isOurs = site === null || site === "same-origin" || site === "none" || isLink;
    if (!isForeign && isOurs) return;
    throw new RequestError("forbidden", "This server answers its own page only");
  }

  #cookie(request: Request): string | null {
    const prefix = `${this.options.cookieName}=`;
    const cookies = (request.headers.get("cookie") ?? "").split(";").map((part) => part.trim());
    return cookies.find((part) => part.startsWith(prefix))?.slice(prefix.length) ?? null;
  }

  #isToken(received: string | null): boolean {
    return received !== null && timingSafeEqual(digest(received), digest(this.options.token));
  }
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
