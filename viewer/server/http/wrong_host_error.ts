import { RequestError } from "./request_error.ts";

/** A request names a host that is not this server's: a person receives a page that says what to do. */
export class WrongHostError extends RequestError {
  /**
   * Without the name that was asked for: it comes from whoever asks.
   *
   * @param allowed The names that the server was started with, besides those of loopback.
   */
  constructor(allowed: readonly string[] = []) {
    super(
      "forbidden",
      "This server does not answer under that name: open it as localhost or 127.0.0.1 with its own " +
        `port, or as ${allowed.join(", ") || "the name it was started with by --host"}; ` +
        "--allow-host NAME lets it answer to another name",
    );
  }
}
