import { envVariable } from "../system/env_variable.ts";
import { messageOf } from "../system/message_of.ts";
import { readTextIfThere } from "../system/read_text.ts";
import { StoreError } from "./store_error.ts";

const MAX_BYTES = 4096;

/**
 * A person's token for a team's server: it goes to the one server that a call names. For several, one
 * by host, as `{ "runs.example.org": token, "127.0.0.1:6273": other }`: each goes to its own.
 */
export type ServerToken = string | Readonly<Record<string, string>>;

/** The hosts that the command line has named. */
const named = new Set<string>();

/** Lets the token of the environment go to the hosts of the addresses among a command's arguments. */
export function nameTokenHosts(args: readonly string[]): void {
  for (const arg of args) {
    const [, address] = /^(?:--[\w-]+=)?(https?:\/\/.+)$/i.exec(arg) ?? [];
    const host = address && URL.parse(address)?.host;
    if (host) named.add(host);
  }
}

/**
 * The token for a team's server: the one that was given; or that of `KOBO_TOKEN`, or in the file that
 * `KOBO_TOKEN_FILE` names, which is no argument, as all users of a machine can see those. That of the
 * environment goes to the host that `KOBO_TOKEN_HOST` names alone, or without it to those that the
 * command line has named: a program may be given any address.
 *
 * @throws {StoreError} `denied` where there is none for this server.
 */
export function httpToken(url: URL, given?: ServerToken): string {
  const refuse = (reason: string) =>
    new StoreError("denied", `Cannot reach the team's server at ${url.host}: ${reason}`);
  if (typeof given === "string") return given;
  if (given !== undefined) {
    if (Object.hasOwn(given, url.host)) return String(given[url.host]);
    const hosts = Object.keys(given).join(", ") || "none";
    throw refuse(`the option token has no token for it; it has those of ${hosts}`);
  }
  const [name, file] = [envVariable("KOBO_TOKEN"), envVariable("KOBO_TOKEN_FILE")];
  if (name === undefined && file === undefined) {
    throw refuse("there is no token; set KOBO_TOKEN, or KOBO_TOKEN_FILE to a file with it");
  }
  const host = envVariable("KOBO_TOKEN_HOST");
  if (host ? host.toLowerCase() !== url.host : !named.has(url.host)) {
    throw refuse(
      host
        ? `KOBO_TOKEN is for ${host} alone, as KOBO_TOKEN_HOST says`
        : `in a program KOBO_TOKEN goes to no server unless KOBO_TOKEN_HOST=${url.host} says so; ` +
          "or pass the option token",
    );
  }
  return (name ?? tokenInFile(file) ?? "").trim();
}

function tokenInFile(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const refuse = (reason: string, cause?: unknown) =>
    new StoreError("denied", `Cannot read the token in ${path}: ${reason}`, { cause });
  let token: string | undefined;
  try {
    token = readTextIfThere(path, MAX_BYTES);
  } catch (error) {
    throw refuse(messageOf(error), error);
  }
  if (token === undefined) throw refuse("there is no such file");
  return token;
}
