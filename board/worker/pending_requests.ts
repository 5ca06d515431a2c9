import { NO_REQUEST, type Reply, type Request, type RequestType } from "../../writer/protocol.ts";
import { WriterRequestError } from "./writer_request_error.ts";

/** Called with the outcome of a request: one of the two, once. */
export interface ReplyHandlers {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/**
 * The requests to the writer that have no reply yet, in the order in which
 * they were made. They survive the writer: the next one is sent them again.
 */
export class PendingRequests {
  readonly #handlers = new Map<number, { request: Request } & ReplyHandlers>();
  #lastId = NO_REQUEST;

  /** All requests without a reply, oldest first. */
  get requests(): Request[] {
    return [...this.#handlers.values()].map(({ request }) => request);
  }

  /** Creates a request, to be sent by the caller. */
  add(type: RequestType, reply: Request["reply"], handlers: ReplyHandlers): Request {
    const request: Request = { type, id: ++this.#lastId, reply };
    this.#handlers.set(request.id, { request, ...handlers });
    return request;
  }

  /** Forgets a request. A reply that still comes is ignored. */
  remove(id: number): void {
    this.#handlers.delete(id);
  }

  /** Resolves or rejects the request that a reply is for. */
  settle(reply: Reply): void {
    if (reply.type === "failed" && reply.id === NO_REQUEST) {
      return this.rejectAll(new WriterRequestError(reply));
    }
    // There is no handler for a reply that comes after its request was given up.
    const handlers = this.#handlers.get(reply.id);
    this.remove(reply.id);
    if (reply.type === "failed") handlers?.reject(new WriterRequestError(reply));
    else handlers?.resolve(reply);
  }

  /** Resolves all requests: what they asked for has been done. */
  resolveAll(): void {
    for (const { id } of this.requests) this.settle({ type: "done", id });
  }

  /** Rejects all requests with the same error. */
  rejectAll(error: Error): void {
    for (const { reject } of this.#handlers.values()) reject(error);
    this.#handlers.clear();
  }
}
