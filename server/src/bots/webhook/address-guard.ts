import { lookup as lookUp } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Where webhooks may lead: nowhere but the public internet, also to this machine, or anywhere. */
export const webhookTargets = ["public", "loopback", "any"] as const;
export type WebhookTargets = (typeof webhookTargets)[number];

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

// IANA's special-purpose registries (RFC 6890 and its successors): nothing of them is on the internet.
const special = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const) {
  special.addSubnet(net, prefix, "ipv4");
}
for (const [net, prefix] of [
  ["::", 128],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001:db8::", 32],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  special.addSubnet(net, prefix, "ipv6");
}

export function mayCall(address: string, targets: WebhookTargets): boolean {
  if (targets === "any") return true;
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  if (loopback.check(address, family)) return targets === "loopback";
  return !special.check(address, family);
}

/** Why a URL cannot be a webhook, or null. A host name is judged when it is looked up. */
export function webhookUrlFault(text: string, targets: WebhookTargets): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/u.test(url.protocol)) return "is no absolute http:// or https:// URL";
  if (url.username || url.password)
    return "holds a user name or a password; the signature is what proves the caller";
  const host = url.hostname.replace(/^\[|\]$/gu, "");
  if (isIP(host) && !mayCall(host, targets)) return refused(host);
  return null;
}

/** Looks a name up for one connection and refuses what it leads to, so that a name cannot change its mind later. */
export function guardedLookup(targets: WebhookTargets): LookupFunction {
  return (hostname, options, done) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const bad = addresses.find(({ address }) => !mayCall(address, targets));
      if (bad) return done(new Error(`${hostname} ${refused(bad.address)}`), []);
      const [first] = addresses;
      if (options.all || !first) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}

const refused = (address: string) =>
  `leads to ${address}, which is not on the public internet; NATTER_WEBHOOK_TARGETS says what is allowed`;
