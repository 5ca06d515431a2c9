import { fileURLToPath } from "node:url";

/** The path that a file URL has. */
export function fromFileUrl(url: string | URL): string {
  return fileURLToPath(url);
}
