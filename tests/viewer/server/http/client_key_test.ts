import { assertEquals } from "@std/assert";
import { clientKey } from "../../../../viewer/server/http/client_key.ts";

Deno.test("clientKey() is an address of IPv4, and of IPv6 its network", () => {
  for (
    const [address, key] of [
      ["10.0.0.1", "10.0.0.1"],
      ["::ffff:10.0.0.1", "10.0.0.1"],
      ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
      ["[2001:DB8:1:2::9]", "2001:db8:1:2::/64"],
      ["2001:0db8:0001:0002::1", "2001:db8:1:2::/64"],
      ["2001:db8::1", "2001:db8:0:0::/64"],
      ["::1", "0:0:0:0::/64"],
      ["fe80::1%eth0", "fe80:0:0:0::/64"],
      ["anything", "anything"],
      // As some proxies write it.
      ["1.2.3.4:5678", "1.2.3.4"],
      ["[::1]:80", "0:0:0:0::/64"],
      ["[::ffff:10.0.0.1]:80", "10.0.0.1"],
    ] as const
  ) assertEquals(clientKey(address), key, address);
});
