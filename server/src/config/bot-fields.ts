import * as v from "valibot";
import { webhookTargets } from "../bots/webhook/address-guard.js";
import { BotEntries } from "./bot-entries.js";
import { asJson, asNumber, asText, type Field, wholeNumber } from "./field.js";

/** Bots inside the server and behind webhooks, and how long any may work. */
export const botFields = {
  bots: {
    variable: "NATTER_BOTS",
    about:
      "Bots that run inside the server, as JSON: a list of {name, module, export?, options?, required?, manager?}; see docs/BOTS.md.",
    fromText: asJson,
    schema: BotEntries,
    fallback: [],
  },
  botRequestTimeoutMs: {
    variable: "NATTER_BOT_REQUEST_TIMEOUT_MS",
    about: "How long a bot may work on one request.",
    fromText: asNumber,
    schema: wholeNumber(100, 86_400_000),
    fallback: 300_000,
  },
  maxHops: {
    variable: "NATTER_MAX_HOPS",
    about: "How often in a row, without a person, a manager may send on what bots say to bots.",
    fromText: asNumber,
    schema: wholeNumber(1, 1000),
    fallback: 8,
  },
  webhookTargets: {
    variable: "NATTER_WEBHOOK_TARGETS",
    about:
      "Where bots behind webhooks may be: `public`, the internet alone; `loopback`, this machine too; `any`, private networks too.",
    fromText: asText,
    schema: v.picklist(webhookTargets, `must be one of ${webhookTargets.join(", ")}`),
    fallback: "loopback",
  },
  webhookTimeoutMs: {
    variable: "NATTER_WEBHOOK_TIMEOUT_MS",
    about: "How long a bot behind a webhook may take for its answer.",
    fromText: asNumber,
    schema: wholeNumber(100, 600_000),
    fallback: 30_000,
  },
} as const satisfies Record<string, Field>;
