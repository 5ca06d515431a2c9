/** An answer as it came over the socket. */
export interface RawAnswer {
  /** 0 where the connection ended without one. */
  status: number;
  /** By their names in lower case. */
  headers: Map<string, string>;
  /** With the chunks put together. */
  body: string;
}

/** What is sent beside the request line. */
export interface RawOptions {
  /** `null` leaves `Host` out. Default: the server's own. */
  host?: string | null;
  /** Other headers, in this order. */
  headers?: [string, string][];
  /** With its `Content-Length`. */
  body?: string;
}

/** Sends a request byte for byte as it is given, over a socket of its own. */
export async function rawRequest(
  port: number,
  line: string,
  { host = `127.0.0.1:${port}`, headers = [], body }: RawOptions = {},
): Promise<RawAnswer> {
  const all: [string, string][] = [...headers, ["Connection", "close"]];
  if (host !== null) all.unshift(["Host", host]);
  const bytes = new TextEncoder().encode(body ?? "");
  if (body !== undefined) all.push(["Content-Length", String(bytes.length)]);
  const head = [`${line} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`), "", ""];
  return parse(await exchange(port, [new TextEncoder().encode(head.join("\r\n")), bytes]));
}

/** Sends bytes, and reads until the server ends the connection. */
export async function exchange(port: number, parts: Uint8Array[]): Promise<Uint8Array> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const received: Uint8Array[] = [];
  try {
    for (const part of parts) await writeAll(connection, part);
    const buffer = new Uint8Array(65_536);
    for (;;) {
      const count = await connection.read(buffer);
      if (count === null) break;
      received.push(buffer.slice(0, count));
    }
  } catch (error) {
    if (
      !(error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe)
    ) {
      throw error;
    }
  }
  return new Uint8Array(await new Blob(received as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

/** Writes all bytes to a connection. */
export async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

function parse(bytes: Uint8Array): RawAnswer {
  const text = new TextDecoder().decode(bytes);
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return { status: 0, headers: new Map(), body: text };
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Map(lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  const body = text.slice(end + 4);
  const isChunked = headers.get("transfer-encoding") === "chunked";
  return { status: Number(first.split(" ")[1]), headers, body: isChunked ? unchunk(body) : body };
}

/** Lengths count bytes: it is meant for text without others than ASCII's. */
function unchunk(body: string): string {
  let text = "";
  for (let at = 0;;) {
    const lineEnd = body.indexOf("\r\n", at);
    const length = parseInt(body.slice(at, lineEnd), 16);
    if (lineEnd === -1 || !(length > 0)) return text;
    text += body.slice(lineEnd + 2, lineEnd + 2 + length);
    at = lineEnd + 2 + length + 2;
  }
}
