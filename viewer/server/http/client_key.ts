/**
 * By what whoever sends from an address is counted. Of IPv6 it is the network: each machine has as
 * many addresses as it likes in its own, of 64 bits.
 */
export function clientKey(address: string): string {
  const host = withoutPort(address.toLowerCase()).replace(/%.*$/, "");
  if (!host.includes(":")) return host;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(host)?.[1];
  if (mapped !== undefined) return mapped;
  const [before = "", after] = host.split("::");
  const groupsOf = (text = "") => text === "" ? [] : text.split(":");
  const [first, last] = [groupsOf(before), groupsOf(after)];
  const zeros = after === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array<string>(zeros).fill("0"), ...last].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}

/** Some proxies name the port, too: as `1.2.3.4:5678` or `[::1]:80`. */
function withoutPort(address: string): string {
  const [, bracketed] = /^\[([^\]]*)\](?::\d*)?$/.exec(address) ?? [];
  return bracketed ?? address.replace(/^([^:]*):\d*$/, "$1");
}
