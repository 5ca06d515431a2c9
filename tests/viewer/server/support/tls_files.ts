import { fromFileUrl } from "@std/path";

const FOLDER = fromFileUrl(new URL("../fixtures/tls/", import.meta.url));

/** The files of a certificate of localhost, for `serve()`; `fixtures/tls/make.sh` has made them. */
export const TLS_FILES = { certFile: `${FOLDER}cert.pem`, keyFile: `${FOLDER}key.pem` };

/** A client that trusts them. */
export function tlsClient(options: Deno.CreateHttpClientOptions = {}): Deno.HttpClient {
  return Deno.createHttpClient({
    caCerts: [Deno.readTextFileSync(`${FOLDER}authority.pem`)],
    ...options,
  });
}
