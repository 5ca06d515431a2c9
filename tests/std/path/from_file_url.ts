import { fileURLToPath } from "node:url";

/** The path of a file URL. */
export function fromFileUrl(url: string | URL): string {
  return fileURLToPath(url);
}
