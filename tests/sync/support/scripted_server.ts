import type { S3StoreOptions } from "../../../stores/s3_store_options.ts";

/** What a server answers to one request. */
export type Answer = () => Response;

/** A server that gives answers in the order in which a test has set them; the last one for ever. */
export class ScriptedServer implements AsyncDisposable {
  /** What was asked, in order. */
  readonly requests: { method: string; url: URL; headers: Headers; body: string }[] = [];
  readonly #answers: Answer[];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(...answers: Answer[]) {
    this.#answers = answers;
    const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    this.#server = Deno.serve(options, async (request) => {
      const { method, headers } = request;
      const body = await request.text();
      this.requests.push({ method, url: new URL(request.url), headers, body });
      const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
      return answer!();
    });
  }

  /** How to reach it. */
  get options(): S3StoreOptions {
    return {
      endpoint: `http://127.0.0.1:${this.#server.addr.port}`,
      credentials: { accessKeyId: "AKIDTEST", secretAccessKey: "SECRETTEST" },
    };
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** An error as S3 sends it. */
export function errorAnswer(
  status: number,
  code: string,
  message = "",
  headers: Record<string, string> = {},
): Answer {
  const body = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return () => new Response(body, { status, headers });
}
