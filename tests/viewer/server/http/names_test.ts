/** A server behind tunnels, containers and proxies: which names it answers to, and where. */
import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { serve, type ServeOptions, TOKEN_HEADER } from "../../../../viewer/server/mod.ts";
import { JSON_TYPE, WITH_TOKEN } from "../support/attacked_viewer.ts";
import { rawRequest } from "../support/raw_http.ts";
import { TLS_FILES, tlsClient } from "../support/tls_files.ts";
import { TOKEN } from "../support/viewer_client.ts";

const PUBLIC = "some-name-6273.app.github.dev";

function viewerWith(options: Partial<ServeOptions>) {
  const dir = new TempDir();
  const printed: string[] = [];
  const viewer = serve({
    baseDir: dir.path,
    port: 0,
    token: TOKEN,
    log: (line: string) => printed.push(line),
    ...options,
  });
  return {
    viewer,
    printed,
    port: viewer.port,
    async [Symbol.asyncDispose]() {
      await viewer.shutdown();
      dir[Symbol.dispose]();
    },
  };
}

/** The status of a change, as the page sends one, of a board that is not there: 404 is let in. */
async function statusOfChange(
  port: number,
  host: string,
  origin: string,
  more: [string, string][] = [],
) {
  const headers: [string, string][] = [
    ["Origin", origin],
    ["Sec-Fetch-Site", "same-origin"],
    ...more,
  ];
  const body = JSON.stringify({ title: "x" });
  return (await rawRequest(port, "PATCH /api/boards/none", {
    host,
    headers: [...headers, JSON_TYPE, WITH_TOKEN],
    body,
  })).status;
}

Deno.test("a tunnel or a container may have another port where localhost is allowed", async () => {
  await using strict = viewerWith({});
  const host = `localhost:${strict.port + 1}`;
  const refused = await rawRequest(strict.port, "GET /api/boards", { host });
  assertEquals(refused.status, 403);
  assertMatch(
    JSON.parse(refused.body).error,
    /: open it as localhost or 127\.0\.0\.1 with its own port; --allow-host NAME/,
  );
  await using open = viewerWith({ allowHosts: ["localhost"] });
  assertEquals((await rawRequest(open.port, "GET /api/boards", { host })).status, 200);
  assertEquals(await statusOfChange(open.port, host, `http://${host}`), 404);
  for (const origin of [`http://localhost:${open.port + 2}`, "http://evil.example", "null"]) {
    assertEquals(await statusOfChange(open.port, host, origin), 403, origin);
  }
  assertEquals((await rawRequest(open.port, "GET /", { host: `${PUBLIC}` })).status, 403);
});

Deno.test("the page of a wrong name has the names that are allowed", async () => {
  await using open = viewerWith({ allowHosts: [PUBLIC], basePath: "/kobo" });
  const headers: [string, string][] = [["Accept", "text/html"]];
  const { body, status } = await rawRequest(open.port, "GET /kobo/", {
    host: "else.example",
    headers,
  });
  assertEquals(status, 403);
  for (
    const name of [`127.0.0.1:${open.port}`, `localhost:${open.port}`, `${PUBLIC}:${open.port}`]
  ) {
    assertStringIncludes(body, `<code>http://${name}/kobo/</code>`);
  }
  assertStringIncludes(body, "--allow-host runs.example.org");
  const { body: json } = await rawRequest(open.port, "GET /kobo/api/boards", {
    host: "else.example",
  });
  assertStringIncludes(JSON.parse(json).error, `127.0.0.1 with its own port, or as ${PUBLIC}; `);
  assertStringIncludes(open.printed.join("\n"), `http://${PUBLIC}:${open.port}/kobo/?token=`);
});

Deno.test("Codespaces' ways of setting Host and Origin work, and no other page's", async () => {
  await using open = viewerWith({ allowHosts: [PUBLIC] });
  const { port } = open;
  const own = `http://localhost:${port}`;
  assertEquals(await statusOfChange(port, PUBLIC, own), 404);
  assertEquals(await statusOfChange(port, PUBLIC, `http://${PUBLIC}`), 404);
  assertEquals(await statusOfChange(port, `localhost:${port}`, own), 404);
  for (const origin of ["http://localhost", "http://localhost:1", `https://else-${PUBLIC}`]) {
    assertEquals(await statusOfChange(port, PUBLIC, origin), 403, origin);
  }
  const site: [string, string][] = [["Origin", own], ["Sec-Fetch-Site", "cross-site"], WITH_TOKEN];
  const foreign = await rawRequest(port, "GET /api/boards", { host: PUBLIC, headers: site });
  assertEquals(foreign.status, 403);
});

Deno.test("a name that others reach opens nothing without the token, and a proxy neither", async () => {
  for (const options of [{ allowHosts: [PUBLIC] }, { trustProxy: true }]) {
    await using open = viewerWith(options);
    assertEquals((await rawRequest(open.port, "GET /api/boards")).status, 401);
    assertEquals(
      (await rawRequest(open.port, "GET /api/boards", { headers: [WITH_TOKEN] })).status,
      200,
    );
  }
});

Deno.test("forwarded headers count only where a proxy is trusted", async () => {
  const forwarded: [string, string][] = [["X-Forwarded-Host", "runs.example.org"], [
    "X-Forwarded-Proto",
    "https",
  ]];
  const allowHosts = ["runs.example.org"];
  await using direct = viewerWith({ allowHosts });
  const own = `127.0.0.1:${direct.port}`;
  const https = "https://runs.example.org";
  assertEquals(await statusOfChange(direct.port, own, https, forwarded), 403);
  // The proxy keeps Host, but nobody says that there is TLS: the error says what to do.
  for (const origin of [https, `${https}:8443`]) {
    const headers: [string, string][] = [
      ["Origin", origin],
      ["Sec-Fetch-Site", "same-origin"],
      WITH_TOKEN,
    ];
    const blind = await rawRequest(direct.port, "GET /api/boards", {
      host: "runs.example.org",
      headers,
    });
    assertEquals(blind.status, 403);
    assertStringIncludes(JSON.parse(blind.body).error, "--trust-proxy");
  }
  await using behind = viewerWith({ allowHosts, trustProxy: true });
  const asked = `127.0.0.1:${behind.port}`;
  assertEquals(await statusOfChange(behind.port, asked, https, forwarded), 404);
  assertEquals(await statusOfChange(behind.port, asked, `http://${asked}`, forwarded), 404);
  const evil: [string, string][] = [["X-Forwarded-Host", "evil.example"]];
  assertEquals(await statusOfChange(behind.port, asked, "http://evil.example", evil), 403);
  const path = new URL(behind.viewer.url).search;
  const entered = await rawRequest(behind.port, `GET /${path}`, { headers: forwarded });
  assertMatch(entered.headers.get("set-cookie") ?? "", /SameSite=Strict; Secure$/);
});

Deno.test("below a base path all is there, and nothing beside it", async () => {
  await using open = viewerWith({ basePath: "/kobo/" });
  const { port } = open;
  assertEquals(new URL(open.viewer.url).pathname, "/kobo/");
  const root = await rawRequest(port, "GET /kobo");
  assertEquals([root.status, root.headers.get("location")], [308, "/kobo/"]);
  for (const path of ["/kobo/", "/kobo/app.js", "/kobo/api/boards", "/kobo/api/info"]) {
    assertEquals((await rawRequest(port, `GET ${path}`)).status, 200, path);
  }
  for (
    const path of ["/", "/app.js", "/api/boards", "/kobold/", "/kobo/kobo/", "/kobo/../api/boards"]
  ) {
    const { status, body } = await rawRequest(port, `GET ${path}`);
    assertEquals(status, 404, path);
    assertStringIncludes(body, "There is nothing at");
  }
  // Who is not let in learns nothing of the path either.
  assertEquals((await rawRequest(port, "GET /", { host: "evil.example" })).status, 403);
  // No page has an address that leads beside it.
  const page = await (await fetch(open.viewer.url)).text();
  assertEquals(page.match(/(?:href|src)="\/[^"]*"/g), null);
});

Deno.test("with a certificate it speaks TLS, by HTTP/1.1 and HTTP/2, and nothing else", async () => {
  await using open = viewerWith({ tls: TLS_FILES, host: "0.0.0.0" });
  assertStringIncludes(open.printed[0] ?? "", "https://");
  const url = `https://localhost:${open.port}/`;
  for (const http2 of [true, false]) {
    using client = tlsClient({ http2, http1: !http2 });
    const headers = { [TOKEN_HEADER]: TOKEN, Origin: url.slice(0, -1) };
    const answer = await fetch(`${url}api/boards`, { client, headers });
    assertEquals([answer.status, (await answer.json()).boards], [200, []], `${http2}`);
    const page = await fetch(url, { client, headers: { Accept: "text/html" } });
    assertEquals(page.status, 401);
    await page.body?.cancel();
    const { search } = new URL(open.viewer.url);
    const entered = await fetch(url + search, { client, redirect: "manual" });
    assertMatch(entered.headers.get("set-cookie") ?? "", /; Secure$/);
    await entered.body?.cancel();
  }
  assertEquals((await rawRequest(open.port, "GET /api/boards")).status, 0);
});

Deno.test("serve() refuses names, paths and certificates that are none, before it listens", () => {
  using dir = new TempDir();
  Deno.writeTextFileSync(dir.join("text.pem"), "no certificate");
  const start = (options: Partial<ServeOptions>) => () =>
    void serve({ baseDir: dir.path, port: 0, log: () => {}, ...options });
  const { certFile, keyFile } = TLS_FILES;
  const cases: [Partial<ServeOptions>, RegExp][] = [
    [{ allowHosts: ["https://runs.example.org/"] }, /expected a name .*received https:/],
    [{ basePath: "kobo" }, /expected the base path to be as \/kobo, received kobo/],
    [{ tls: { certFile: dir.join("none.pem"), keyFile } }, /cannot read .*none\.pem/],
    [{ tls: { certFile: dir.join("text.pem"), keyFile } }, /text\.pem to have a CERTIFICATE/],
    [{ tls: { certFile, keyFile: certFile } }, /cert\.pem to have a PRIVATE KEY/],
  ];
  for (const [options, message] of cases) {
    assertMatch(assertThrows(start(options), Error).message, message);
  }
});
