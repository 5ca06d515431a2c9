/**
 * Parsers for options that say how a server is reached. Each throws commander's
 * `InvalidArgumentError`, to which commander adds the name of the option.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { allowedHost } from "../../viewer/server/http/allowed_host.ts";
import { basePath } from "../../viewer/server/http/base_path.ts";

/** Adds a name that a server answers to, to those that were given before it. */
export function collectHosts(text: string, before: readonly string[] = []): string[] {
  const host = allowedHost(text);
  if (host !== undefined) return [...before, host];
  throw new InvalidArgumentError(
    "Expected a name, with a port or without, as runs.example.org or localhost:8080.",
  );
}

/** Parses the path below which a reverse proxy shows a server. */
export function parseBasePath(text: string): string {
  const path = basePath(text);
  if (path !== undefined) return path;
  throw new InvalidArgumentError("Expected a path of letters, digits and . _ ~ -, as /kobo.");
}
