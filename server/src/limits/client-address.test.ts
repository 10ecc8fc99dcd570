import { expect, test } from "vitest";
import { clientAddress } from "./client-address.js";

test("only a trusted proxy is believed, and of it only the entry that it added itself", () => {
  expect(clientAddress("10.0.0.1", "1.2.3.4", false)).toBe("10.0.0.1");
  expect(clientAddress("10.0.0.1", "1.2.3.4", true)).toBe("1.2.3.4");
  expect(clientAddress("10.0.0.1", "9.9.9.9, 1.2.3.4", true)).toBe("1.2.3.4");
  expect(clientAddress("10.0.0.1", undefined, true)).toBe("10.0.0.1");
  expect(clientAddress(undefined, "", true)).toBe("unknown");
});

test("an IPv6 network counts as one, and an IPv4 address is one however it is written", () => {
  expect(clientAddress("::ffff:1.2.3.4", undefined, false)).toBe("1.2.3.4");
  expect(clientAddress("2001:DB8:1:2:3:4:5:6", undefined, false)).toBe("2001:db8:1:2::/64");
  expect(clientAddress("2001:db8:1:2::9", undefined, false)).toBe("2001:db8:1:2::/64");
  expect(clientAddress("2001:0db8::1", undefined, false)).toBe("2001:db8:0:0::/64");
  expect(clientAddress("::1", undefined, false)).toBe("0:0:0:0::/64");
});

test("a header that is no address is cut to a length that cannot fill the memory", () => {
  expect(clientAddress("10.0.0.1", "x".repeat(10_000), true)).toHaveLength(64);
});
