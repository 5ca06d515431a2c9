/**
 * A path below which a server is shown, without the slash at its end: empty for `/`. `undefined`
 * where it is none: its segments have letters, digits and `. _ ~ -`, so that no proxy spells them
 * otherwise.
 */
export function basePath(text: string): string | undefined {
  const path = text.replace(/\/$/, "");
  const segments = path.split("/").slice(1);
  const isClean = (name: string) => /^[\w.~-]+$/.test(name) && name !== "." && name !== "..";
  return path === "" || path.startsWith("/") && segments.every(isClean) ? path : undefined;
}
