import { isIPv6 } from "node:net";

/**
 * Whom limits by address mean. Behind a trusted proxy it is the last entry of `X-Forwarded-For`, the one that
 * the proxy itself added: those before it are the client's own claims.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | readonly string[] | undefined,
  trustProxy: boolean,
): string {
  const forwarded = trustProxy
    ? String(forwardedFor ?? "")
        .split(",")
        .at(-1)
        ?.trim()
    : "";
  return limitKey(forwarded || peer || "unknown");
}

/** One household has one IPv4 address, or one IPv6 network of 64 bits with as many addresses as it likes. */
function limitKey(address: string): string {
  const mapped = /^::ffff:(?<ipv4>\d+\.\d+\.\d+\.\d+)$/iu.exec(address)?.groups?.ipv4;
  if (mapped) return mapped;
  if (!isIPv6(address)) return address.slice(0, 64);
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  const full = [
    ...groups,
    ...Array<string>(Math.max(0, missing)).fill("0"),
    ...(tail ? tail.split(":") : []),
  ];
  return `${full
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
