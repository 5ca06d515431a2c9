import { RequestError } from "./request_error.ts";

const LOOPBACK = ["localhost", "127.0.0.1"];

/** A request names a host that is not this server's: a person receives a page that says what to do. */
export class WrongHostError extends RequestError {
  /**
   * Without the name that was asked for: it comes from whoever asks.
   *
   * @param allowed The names that the server was started with.
   * @param anyPort Whether it answers to loopback's names with any port.
   */
  constructor(allowed: readonly string[] = [], anyPort = false) {
    const others = allowed.filter((name) => !LOOPBACK.includes(name));
    super(
      "forbidden",
      "This server does not answer under that name: open it as localhost or 127.0.0.1 with " +
        `${anyPort ? "any" : "its own"} port` +
        `${others.length === 0 ? "" : `, or as ${others.join(", ")}`}; ` +
        "--allow-host NAME lets it answer to another name",
    );
  }
}
