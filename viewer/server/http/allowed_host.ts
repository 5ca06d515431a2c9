/** A name or an IP address, an IPv6 one in brackets, with or without a port. */
const HOST = /^(?:[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/;

/**
 * A name that a server is to answer to, as it stands in `Host`; `undefined` where it is none, as an
 * address with `https://`, a path or a pattern.
 */
export function allowedHost(text: string): string | undefined {
  const name = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text) ? `[${text}]` : text;
  const host = name.toLowerCase();
  const [found, , port] = HOST.exec(host) ?? [];
  if (found === undefined || Number(port ?? 1) > 65_535 || Number(port ?? 1) < 1) return undefined;
  return URL.canParse(`http://${host}`) ? host : undefined;
}
