import { assert, assertEquals } from "@std/assert";
import { allowedHosts, isLoopback } from "../../../../viewer/server/http/host_names.ts";

Deno.test("isLoopback() knows the addresses that only this machine reaches", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1", "[::1]"]) {
    assert(isLoopback(host), host);
  }
  for (const host of ["0.0.0.0", "::", "192.168.0.1", "127.0.0.1.evil.example", "localhost.", ""]) {
    assert(!isLoopback(host), host);
  }
});

Deno.test("allowedHosts() names the given host first, and loopback always", () => {
  assertEquals(allowedHosts("127.0.0.1", 6273), [
    "127.0.0.1:6273",
    "localhost:6273",
    "[::1]:6273",
  ]);
  assertEquals(allowedHosts("Lab-3", 80).slice(0, 2), ["lab-3", "lab-3:80"]);
  assertEquals(allowedHosts("fe80::1", 8080)[0], "[fe80::1]:8080");
  const all = allowedHosts("0.0.0.0", 6273);
  assert(all.includes("127.0.0.1:6273") && !all.includes("0.0.0.0:6273"), all.join());
});
