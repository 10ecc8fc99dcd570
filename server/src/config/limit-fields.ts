import * as v from "valibot";
import { defaultRates, rateFault } from "../limits/rates.js";
import { asList, asNumber, type Field, wholeNumber } from "./field.js";

/** How much the server takes on, and how long it waits. */
export const limitFields = {
  drainTimeoutMs: {
    variable: "NATTER_DRAIN_TIMEOUT_MS",
    about: "How long stopping waits for work in flight.",
    fromText: asNumber,
    schema: wholeNumber(0, 600_000),
    fallback: 8000,
  },
  heartbeatMs: {
    variable: "NATTER_HEARTBEAT_MS",
    about: "How often clients get the head of their conversation.",
    fromText: asNumber,
    schema: wholeNumber(50, 600_000),
    fallback: 10_000,
  },
  presenceGraceMs: {
    variable: "NATTER_PRESENCE_GRACE_MS",
    about: "How long somebody may be gone before the others are told.",
    fromText: asNumber,
    schema: wholeNumber(0, 600_000),
    fallback: 10_000,
  },
  maxQueuedWrites: {
    variable: "NATTER_MAX_QUEUED_WRITES",
    about: "Writes that may wait for the database; past that callers hear `overloaded`.",
    fromText: asNumber,
    schema: wholeNumber(1, 1_000_000),
    fallback: 8192,
  },
  rateLimits: {
    variable: "NATTER_RATE_LIMITS",
    about: "`off`, or rates that replace some of these, as `name=per second/burst`; see Limits below.",
    fromText: asList,
    schema: v.array(
      v.pipe(
        v.string("must be a list of rates"),
        v.check(
          (text) => rateFault(text) === null,
          (issue) => rateFault(issue.input) ?? "",
        ),
      ),
      "must be a list of rates",
    ),
    fallback: defaultRates,
  },
  maxSockets: {
    variable: "NATTER_MAX_SOCKETS",
    about: "Sockets that may be open; past that handshakes are answered 503.",
    fromText: asNumber,
    schema: wholeNumber(1, 1_000_000),
    fallback: 20_000,
  },
  maxSocketsPerAddress: {
    variable: "NATTER_MAX_SOCKETS_PER_ADDRESS",
    about: "Sockets that may be open from one address (IPv6: one /64 network).",
    fromText: asNumber,
    schema: wholeNumber(1, 1_000_000),
    fallback: 1000,
  },
  exportPageRows: {
    variable: "NATTER_EXPORT_PAGE_ROWS",
    about: "Rows that an export holds in memory at once.",
    fromText: asNumber,
    schema: wholeNumber(1, 5000),
    fallback: 500,
  },
} as const satisfies Record<string, Field>;
