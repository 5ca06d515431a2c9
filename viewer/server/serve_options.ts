import type { TlsFiles } from "../../system/deno.ts";
import { readText } from "../../system/read_text.ts";
import { allowedHost } from "./http/allowed_host.ts";
import { basePath } from "./http/base_path.ts";
import type { BoardSource } from "./boards/board_source.ts";
import { isLoopback } from "./http/host_names.ts";

/** What each person may take of a server for several. */
export interface TeamLimits {
  /** How many bytes the boards may have that somebody has sent. Default: 100 GiB. */
  quotaBytes?: number;
  /** How many requests somebody may send a minute, a sixth of them at once. Default: 6,000. */
  requestsPerMinute?: number;
}

/** The options of `serve()`. */
export interface ServeOptions {
  /** The folder whose boards are shown; it need not exist yet. Default: `./kohakuboard`. */
  baseDir?: string;
  /** Boards that are elsewhere, in place of a folder of this machine. */
  source?: BoardSource;
  /**
   * The address to listen on: an IP address or a name. On an address other than
   * loopback, every request needs the token. Default: `127.0.0.1`.
   */
  host?: string;
  /** The port, 0 to 65,535; 0 is any free one. Default: 6273, or a free one if that is in use. */
  port?: number;
  /** Whether the page is opened in the browser, if there is one. Default: `false`. */
  open?: boolean;
  /** The secret of this server, which programs send in a header: 16 to 200 characters of `A-Z a-z 0-9 _ -`. Default: a random one. */
  token?: string;
  /**
   * Names that it answers to besides its own, as a browser has them in its address: `name` with any
   * port, or `name:port`. On one that leads to other machines, every request needs the token.
   * Default: none.
   */
  allowHosts?: readonly string[];
  /** The path below which a reverse proxy shows it, as `/kobo`. Default: `/`. */
  basePath?: string;
  /**
   * Whether `X-Forwarded-Host`, `X-Forwarded-Proto` and `X-Forwarded-For` are believed: only where a
   * reverse proxy sets them, and nobody reaches the server without it. Every request needs the token
   * then. Default: `false`.
   */
  trustProxy?: boolean;
  /** The files of a certificate and of its key, PEM: the server then speaks TLS. Default: no TLS. */
  tls?: { certFile: string; keyFile: string };
  /**
   * Whether it is for several people: everyone needs a token of `kobo token create`, on loopback too,
   * and may do what its role allows. Default: `false`.
   */
  team?: boolean | TeamLimits;
  /** Ends the server. */
  signal?: AbortSignal;
  /** Receives the address, and problems of the server. Default: `console.error`. */
  log?: (message: string) => void;
}

/** The options, checked, with their defaults. */
export interface ServeSettings
  extends Required<Pick<ServeOptions, "baseDir" | "host" | "open" | "basePath" | "trustProxy">> {
  port?: number;
  token: string;
  allowHosts: string[];
  tls?: TlsFiles;
  /** `undefined` where it is for one person. */
  team?: Required<TeamLimits>;
  /** Whether only people on this machine can reach it: nobody is asked for a token then. */
  isPrivate: boolean;
}

/**
 * Checks options, and reads the files that they name.
 *
 * @throws {TypeError | RangeError} If one is invalid.
 * @throws {Error} If a file cannot be read.
 */
export function checkServeOptions(options: ServeOptions): ServeSettings {
  const {
    baseDir = options.source?.baseDir ?? "./kohakuboard",
    host = "127.0.0.1",
    port,
    open = false,
  } = options;
  const { token = newToken(), trustProxy = false } = options;
  const allowHosts = (options.allowHosts ?? []).map((text) => {
    const name = allowedHost(text);
    if (name !== undefined) return name;
    throw refuse(`a name to be as in runs.example.org or localhost:8080, received ${text}`);
  });
  const path = basePath(options.basePath ?? "/");
  if (path === undefined) {
    throw refuse(`the base path to be as /kobo, received ${options.basePath}`);
  }
  if (typeof baseDir !== "string" || baseDir === "") {
    throw refuse(`baseDir to be a path, received ${baseDir}`);
  }
  const isPort = port === undefined ||
    (Number.isInteger(port) && Number(port) >= 0 && Number(port) <= 65_535);
  if (!isPort) {
    throw new RangeError(
      `Cannot serve boards: expected the port to be an integer from 0 to 65535, received ${port}`,
    );
  }
  if (typeof token !== "string" || !/^[\w-]{16,200}$/.test(token)) {
    throw refuse("the token to be 16 to 200 letters, digits, _ or -");
  }
  const isLocal = (name: string) => isLoopback(name.replace(/:\d+$/, ""));
  return {
    baseDir,
    host,
    port,
    open,
    token,
    trustProxy,
    allowHosts,
    team: options.team ? checkLimits(options.team === true ? {} : options.team) : undefined,
    basePath: path,
    tls: options.tls && readTls(options.tls),
    isPrivate: isLoopback(host) && allowHosts.every(isLocal) && !trustProxy,
  };
}

function checkLimits(
  { quotaBytes = 100 * 1024 ** 3, requestsPerMinute = 6000 }: TeamLimits,
): Required<TeamLimits> {
  for (const [name, value] of Object.entries({ quotaBytes, requestsPerMinute })) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new RangeError(
      `Cannot serve boards: expected ${name} to be an integer from 1 on, received ${value}`,
    );
  }
  return { quotaBytes, requestsPerMinute };
}

function refuse(expected: string): TypeError {
  return new TypeError(`Cannot serve boards: expected ${expected}`);
}

function readTls({ certFile, keyFile }: { certFile: string; keyFile: string }): TlsFiles {
  const cert = readPem(certFile, "CERTIFICATE");
  const key = readPem(keyFile, "PRIVATE KEY");
  return { cert, key };
}

function readPem(path: string, kind: "CERTIFICATE" | "PRIVATE KEY"): string {
  let text: string;
  try {
    text = readText(path);
  } catch (cause) {
    throw new Error(`Cannot serve boards: cannot read ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (new RegExp(`-----BEGIN [A-Z ]*${kind}-----`).test(text)) return text;
  throw new Error(`Cannot serve boards: expected ${path} to have a ${kind} in PEM`);
}

function newToken(): string {
  return crypto.getRandomValues(new Uint8Array(24)).toHex();
}
