import type { Person, Role } from "../protocol/api.ts";
import type { Responses } from "./http/response_queue.ts";
import type { Arrival } from "./http/site.ts";
import type { Viewer } from "./viewer.ts";

/** A request that the guard has accepted. */
export interface Call {
  viewer: Viewer;
  /** Who asks, on a server with tokens of people; else undefined, as for routes that are for anyone. */
  person?: Person;
  /**
   * Whose share of the server the answer takes: the person's, or of strangers that of their address;
   * undefined on a server for one person.
   */
  who?: string;
  /** Sends the answer. */
  responses: Responses;
  request: Request;
  /** How it came here. */
  arrival: Arrival;
  /** Its address, without the base path. */
  url: URL;
  /** The board's id from the path, decoded; empty if the path has none. */
  id: string;
  /** The name after it: of a file or a log, decoded; empty if the path has none. */
  name: string;
  /** The JSON object in the body; empty for `GET`. */
  body: Record<string, unknown>;
}

/** A method and a path, and what answers them. */
export interface Route {
  method: string;
  /** Who may ask, on a server with tokens of people. */
  role: Role | "anyone";
  /** Segments `:id` and `:name` stand for any text. */
  path: string;
  /** @throws {RequestError} Whatever it throws becomes an `ErrorReply`. */
  handle(call: Call): Response | Promise<Response>;
  /** Whether a request with a body works without the token. Default: `false`. */
  tokenless?: boolean;
  /** Whether the handler reads the body itself, whatever its type is. Default: `false`. */
  rawBody?: boolean;
  /** Whether the request is not counted by the limiter. Default: `false`. */
  unlimited?: boolean;
}
