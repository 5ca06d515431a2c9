import { machineNames } from "../../../system/machine.ts";

/** Whether an address is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** Whether a server that listens on it is reached at all addresses of the machine. */
export function isAnyAddress(host: string): boolean {
  return host === "0.0.0.0" || host === "::" || host === "[::]";
}

/**
 * The values of `Host` that name this server, the one for people to read first.
 * A server that listens on all addresses of the machine is known by the names
 * of its interfaces.
 *
 * @param usualPort The one that browsers leave out: 443 for TLS. Default: 80.
 */
export function allowedHosts(
  host: string,
  port: number,
  usualPort = 80,
): [string, ...string[]] {
  const given = isAnyAddress(host) ? namesOfThisMachine() : [host];
  const [first = "127.0.0.1", ...others] = new Set([...given, "127.0.0.1", "localhost", "::1"]);
  const withPort = (name: string): [string, ...string[]] => {
    const host = name.includes(":") && !name.startsWith("[") ? `[${name}]` : name.toLowerCase();
    return port === usualPort ? [host, `${host}:${port}`] : [`${host}:${port}`];
  };
  return [...withPort(first), ...others.flatMap(withPort)];
}

function namesOfThisMachine(): string[] {
  try {
    return machineNames();
  } catch {
    return []; // Not permitted: the server answers on loopback only.
  }
}
