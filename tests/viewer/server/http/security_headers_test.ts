import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { attackedViewer } from "../support/attacked_viewer.ts";
import { HOSTILE } from "../support/hostile_names.ts";
import { rawRequest } from "../support/raw_http.ts";

Deno.test("serve() never lets names and files run as code", async () => {
  await using attack = await attackedViewer();
  const { port, baseDir } = attack;
  const media = `${baseDir}/full_duckdb/media`;
  const script = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
  for (const name of ["a.svg", "a.html", "a.xhtml", "a.xml", "a.js", "a.pdf", "a.png.html", "a"]) {
    Deno.writeTextFileSync(`${media}/${name}`, script);
    const { status, headers } = await rawRequest(port, `GET /media/full_duckdb/${name}`);
    assertEquals([status, headers.get("content-type")], [200, "application/octet-stream"], name);
    assertEquals(headers.get("content-disposition"), "attachment");
  }
  // Markup under the name of an image stays an image that cannot be shown.
  Deno.writeTextFileSync(`${media}/a.png`, script);
  const { headers } = await rawRequest(port, "GET /media/full_duckdb/a.png");
  assertEquals(headers.get("content-type"), "image/png");
  assertEquals(headers.get("x-content-type-options"), "nosniff");
  assertStringIncludes(headers.get("content-security-policy")!, "sandbox");

  const paths = [
    "/",
    "/api/boards",
    "/api/boards/full_duckdb",
    "/api/boards/full_duckdb/media",
    "/api/boards/full_duckdb/tables",
    "/api/boards/full_duckdb/logs/output",
    `/api/boards/${encodeURIComponent(HOSTILE.name)}`,
    `/${encodeURIComponent(HOSTILE.name)}`,
    `/media/full_duckdb/${encodeURIComponent(HOSTILE.metric)}`,
  ];
  for (const path of paths) {
    const { headers, body } = await rawRequest(port, `GET ${path}`);
    const policy = headers.get("content-security-policy")!;
    assertStringIncludes(policy, "default-src 'none'");
    assertStringIncludes(policy, "frame-ancestors 'none'");
    assert(!policy.includes("unsafe") && !policy.includes("http"), policy);
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    assertEquals(headers.get("referrer-policy"), "no-referrer");
    assertEquals(headers.get("cross-origin-resource-policy"), "same-origin");
    assertEquals(headers.has("access-control-allow-origin"), false);
    const isPage = path === "/";
    const type = isPage ? "text/html; charset=utf-8" : "application/json";
    assertEquals(headers.get("content-type"), type, path);
    if (isPage) assert(!/<script(?![^>]* src=)|\son\w+=|<style|\sstyle=/i.test(body), body);
  }
});
