import { assertEquals } from "@std/assert";
import { allowedHost } from "../../../../viewer/server/http/allowed_host.ts";
import { basePath } from "../../../../viewer/server/http/base_path.ts";
import { Site, type SiteOptions } from "../../../../viewer/server/http/site.ts";

const OWN = "127.0.0.1:6273";

function siteOf(options: Partial<SiteOptions> = {}): Site {
  return new Site({
    hosts: [OWN, "localhost:6273"],
    allowHosts: [],
    basePath: "",
    trustProxy: false,
    tls: false,
    anyLoopbackPort: false,
    ...options,
  });
}

function arrive(
  site: Site,
  headers: Record<string, string>,
  address = `http://${OWN}/api/boards?since=1`,
) {
  const request = new Request(address, { headers: { Host: OWN, ...headers } });
  const { url, host, isSecure, client, place } = site.arrive(request, "10.0.0.9");
  return { url: url.href, host, isSecure, client, place, isOurs: site.has(host) };
}

Deno.test("allowedHost() takes names and addresses, with a port or without", () => {
  const taken: Record<string, string> = {
    "runs.example.org": "runs.example.org",
    "Runs.Example.org:8443": "runs.example.org:8443",
    "localhost": "localhost",
    "127.0.0.1:80": "127.0.0.1:80",
    "::1": "[::1]",
    "[fe80::1]:8080": "[fe80::1]:8080",
    "some-name-6273.app.github.dev": "some-name-6273.app.github.dev",
    "my_service": "my_service",
  };
  for (const [text, host] of Object.entries(taken)) assertEquals(allowedHost(text), host, text);
  const refused = [
    "",
    "https://a.example",
    "a.example/",
    "*.example.org",
    "*",
    "a b",
    "a:0",
    ":80",
  ];
  for (
    const text of [...refused, "a:65536", "a:x", "user@a", "a,b", "a\nb", "-a", "a\0", "ü.example"]
  ) {
    assertEquals(allowedHost(text), undefined, text);
  }
});

Deno.test("basePath() takes paths that all proxies spell alike", () => {
  for (
    const [text, path] of [["/", ""], ["/kobo", "/kobo"], ["/kobo/", "/kobo"], [
      "/a/b-1.x",
      "/a/b-1.x",
    ]]
  ) {
    assertEquals(basePath(text!), path, text);
  }
  for (
    const text of [
      "kobo",
      "//",
      "/a//b",
      "/..",
      "/a/./b",
      "/a b",
      "/a%20b",
      "/ü",
      "/a?b",
      "/a#b",
      "/a\\b",
    ]
  ) {
    assertEquals(basePath(text), undefined, text);
  }
});

Deno.test("Site.arrive() believes forwarded headers only where it is told to, and the last of each", () => {
  const forwarded = {
    "X-Forwarded-Host": "evil.example, Runs.example.org",
    "X-Forwarded-Proto": "http, https",
    "X-Forwarded-For": "1.2.3.4, 10.0.0.7",
  };
  const allowHosts = ["runs.example.org"];
  assertEquals(arrive(siteOf({ allowHosts }), forwarded), {
    url: `http://${OWN}/api/boards?since=1`,
    host: OWN,
    isSecure: false,
    client: "10.0.0.9",
    place: "inside",
    isOurs: true,
  });
  const site = siteOf({ allowHosts, trustProxy: true });
  assertEquals(arrive(site, forwarded), {
    url: "https://runs.example.org/api/boards?since=1",
    ...{
      host: "runs.example.org",
      isSecure: true,
      client: "10.0.0.7",
      place: "inside",
      isOurs: true,
    },
  });
  // What a proxy does not set comes from the request itself.
  assertEquals(arrive(site, {}).url, `http://${OWN}/api/boards?since=1`);
  for (
    const host of ["evil.example", "a/b", "x@runs.example.org", "runs.example.org:x", "[", " "]
  ) {
    assertEquals(arrive(site, { "X-Forwarded-Host": host }).isOurs, host === " ", host);
  }
  // The request line names another host than the header.
  assertEquals(arrive(site, forwarded, "http://evil.example/").isOurs, false);
});

Deno.test("Site.has() takes a name without a port with any, one with a port with that one", () => {
  const site = siteOf({ allowHosts: ["localhost", "runs.example.org:8443", "[fe80::1]"] });
  const ours = ["localhost", "localhost:1", "localhost:65535", "runs.example.org:8443", OWN];
  for (const host of [...ours, "[fe80::1]", "[fe80::1]:80"]) {
    assertEquals(site.has(host), true, host);
  }
  const foreign = ["localhost.", "runs.example.org", "runs.example.org:80", "127.0.0.1:80", ""];
  for (const host of [...foreign, "localhost:", "localhost:x", "x.localhost", "localhost:123456"]) {
    assertEquals(site.has(host), false, host);
  }
});

Deno.test("Site.arrive() takes the base path off, and nothing that only begins like it", () => {
  const site = siteOf({ basePath: "/kobo" });
  const placeOf = (path: string) => {
    const { url, place } = arrive(site, {}, `http://${OWN}${path}`);
    return `${place} ${new URL(url).pathname}`;
  };
  assertEquals(placeOf("/kobo/"), "inside /");
  assertEquals(placeOf("/kobo/api/boards"), "inside /api/boards");
  assertEquals(placeOf("/kobo//x"), "inside //x");
  assertEquals(placeOf("/kobo/..%2Fx"), "inside /..%2Fx");
  assertEquals(placeOf("/kobo"), "root /kobo");
  for (const path of ["/", "/kobold/", "/api/boards", "/kobo/../api", "/Kobo/", "/k%6fbo/"]) {
    assertEquals(placeOf(path).split(" ")[0], "outside", path);
  }
});

Deno.test("Site.addresses names where it is opened, for people", () => {
  const allowHosts = ["runs.example.org", "localhost:8080"];
  assertEquals(siteOf({ allowHosts, basePath: "/kobo" }).addresses, [
    `http://${OWN}/kobo/`,
    "http://runs.example.org:6273/kobo/",
    "http://localhost:8080/kobo/",
  ]);
  assertEquals(siteOf({ allowHosts, trustProxy: true }).addresses[1], "https://runs.example.org/");
  assertEquals(siteOf({ tls: true }).addresses, [`https://${OWN}/`]);
});
