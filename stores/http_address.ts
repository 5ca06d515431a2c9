import { StoreError } from "./store_error.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address of a team's server, with a slash at its end: as `https://runs.example.org/kobo/`.
 * Without TLS a token can be read on its way: only this machine is reached so.
 *
 * @throws {StoreError} `bad_address`, which repeats nothing that may be a secret.
 */
export function parseHttpAddress(address: string): URL {
  const refuse = (reason: string) =>
    new StoreError("bad_address", `Cannot use the address of a server: ${reason}`);
  const url = URL.parse(address);
  if (url === null) throw refuse("it is none; expected https://host or https://host/path");
  if (url.username !== "" || url.password !== "") {
    throw refuse("it has a name or password in it; set KOBO_TOKEN instead");
  }
  if (url.search !== "" || url.hash !== "") throw refuse("expected nothing after the path");
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    throw refuse("expected https, or an address of this machine: a token can be read on its way");
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
