import * as v from "valibot";
import { webhookTargets } from "../bots/webhook/address-guard.js";
import { readBucket } from "../files/open-blob-store.js";
import { defaultRates, rateFault } from "../limits/rates.js";
import { localOrigins, originPatternFault } from "../origins.js";
import { isPostgres } from "../store/database-name.js";
import { BotEntries } from "./bot-entries.js";

/** One setting: its variable, how text becomes its value, what is allowed, and what holds without it. */
export interface Field {
  variable: `NATTER_${string}`;
  /** The name by which hosts commonly give it; `variable` wins. */
  alias?: "DATABASE_URL";
  about: string;
  /** Turns a variable's text into what the schema expects; text that does not fit is left for the schema to refuse. */
  fromText: (text: string) => unknown;
  schema: v.GenericSchema;
  fallback: unknown;
  /** A secret's value is never shown, in no fault and no log. */
  isSecret?: true;
}

const asText = (text: string): unknown => text;
const asNumber = (text: string): unknown => (/^\d{1,15}$/u.test(text) ? Number(text) : text);
const asBoolean = (text: string): unknown =>
  ({ true: true, 1: true, false: false, 0: false })[text.toLowerCase()] ?? text;
const asList = (text: string): unknown =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const wholeNumber = (
  least: number,
  most: number,
  message: v.ErrorMessage<v.CustomIssue> = `must be a whole number from ${least} to ${most}`,
) =>
  v.custom<number>(
    (value) => typeof value === "number" && Number.isInteger(value) && value >= least && value <= most,
    message,
  );
const yesOrNo = v.boolean("must be true or false");

const logLevels = ["trace", "debug", "info", "warn", "error", "silent"] as const;

const metricsAccess = ["loopback", "key", "off"] as const;

const Origin = v.pipe(
  v.string("must be a list of origins"),
  v.check(
    (pattern) => originPatternFault(pattern) === null,
    (issue) => originPatternFault(issue.input) ?? "",
  ),
);

const fileLimit = <const Type extends string>(type: Type, mebibytes: number) => ({
  variable: `NATTER_MAX_${type}_BYTES` as const,
  about: `Bytes that a file of type ${type.toLowerCase()} may have; 0 refuses the type.`,
  fromText: asNumber,
  schema: wholeNumber(0, 10 * 2 ** 30),
  fallback: mebibytes * 2 ** 20,
});

/** Every setting of the server, each declared once. Times are milliseconds. */
export const fields = {
  host: {
    variable: "NATTER_HOST",
    about: "The address to listen on; 0.0.0.0 for every interface.",
    fromText: asText,
    schema: v.pipe(v.string("must be an address or a host name"), v.minLength(1, "must not be empty")),
    fallback: "127.0.0.1",
  },
  port: {
    variable: "NATTER_PORT",
    about: "The port to listen on; 0 takes any free one.",
    fromText: asNumber,
    schema: wholeNumber(0, 65_535, ({ input }) =>
      // Kubernetes sets NATTER_PORT=tcp://… in every pod beside a service named "natter".
      String(input).startsWith("tcp://")
        ? "comes from Kubernetes, for its service of that name; set enableServiceLinks: false in the pod"
        : "must be a whole number from 0 to 65535; 0 takes any free port",
    ),
    fallback: 8080,
  },
  database: {
    variable: "NATTER_DATABASE",
    alias: "DATABASE_URL",
    about:
      "The path of the SQLite file, made with its folder where missing, or a postgres:// URL; DATABASE_URL counts too.",
    fromText: asText,
    schema: v.pipe(
      v.string("must be the path of a file or a postgres:// URL"),
      v.minLength(1, "must not be empty"),
      v.check(
        (text) => (isPostgres(text) ? URL.canParse(text) : !text.includes("://")),
        "must be the path of a SQLite file, or a URL such as postgres://user:password@host:5432/database",
      ),
    ),
    fallback: ".natter/natter.sqlite",
  },
  secret: {
    variable: "NATTER_SECRET",
    about: "Signs visitors' tokens and cursors. Without it one is made and kept beside the database.",
    fromText: asText,
    schema: v.nullable(
      v.pipe(
        v.string("must be a text"),
        v.minLength(32, "must have at least 32 characters; make one with: openssl rand -base64 33"),
      ),
    ),
    fallback: null,
    isSecret: true,
  },
  identityKey: {
    variable: "NATTER_IDENTITY_KEY",
    about:
      "Checks the identity tokens by which a site vouches for its users: a shared secret (HS256), a PEM public key or a JWKS (RS256, ES256).",
    fromText: asText,
    schema: v.nullable(
      v.pipe(
        v.string("must be a text"),
        v.minLength(32, "must be a shared secret of at least 32 characters, a PEM public key or a JWKS"),
      ),
    ),
    fallback: null,
    isSecret: true,
  },
  origins: {
    variable: "NATTER_ORIGINS",
    about: "Sites that may embed the widget, separated by commas; the server's own is always allowed.",
    fromText: asList,
    schema: v.array(Origin, "must be a list of origins"),
    fallback: localOrigins,
  },
  logLevel: {
    variable: "NATTER_LOG_LEVEL",
    about: "The least important level that is logged.",
    fromText: asText,
    schema: v.picklist(logLevels, `must be one of ${logLevels.join(", ")}`),
    fallback: "info",
  },
  roomsEnabled: {
    variable: "NATTER_ROOMS_ENABLED",
    about: "Whether strangers may join a conversation whose id they know.",
    fromText: asBoolean,
    schema: yesOrNo,
    fallback: false,
  },
  trustProxy: {
    variable: "NATTER_TRUST_PROXY",
    about: "Whether X-Forwarded-… headers are believed. Only behind a proxy that sets them.",
    fromText: asBoolean,
    schema: yesOrNo,
    fallback: false,
  },
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
  botRequestTimeoutMs: {
    variable: "NATTER_BOT_REQUEST_TIMEOUT_MS",
    about: "How long a bot may work on one request.",
    fromText: asNumber,
    schema: wholeNumber(100, 86_400_000),
    fallback: 300_000,
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
  metrics: {
    variable: "NATTER_METRICS",
    about:
      "Who may read /metrics: `loopback` (this machine, without a proxy, or an admin key with scope metrics:read), `key` or `off`.",
    fromText: asText,
    schema: v.picklist(metricsAccess, `must be one of ${metricsAccess.join(", ")}`),
    fallback: "loopback",
  },
  publicUrl: {
    variable: "NATTER_PUBLIC_URL",
    about:
      "The server's own address as browsers and bots know it. Without it the addresses of files are paths, such as /api/v1/files/….",
    fromText: asText,
    schema: v.nullable(
      v.pipe(
        v.string("must be an address"),
        v.check(
          (text) => /^https?:\/\/[^\s?#]+$/iu.test(text) && URL.canParse(text),
          "must be an address such as https://chat.example.com",
        ),
      ),
    ),
    fallback: null,
  },
  files: {
    variable: "NATTER_FILES",
    about:
      "Where uploaded files go: a folder, or s3://bucket/prefix?region=…&endpoint=…. Without it a folder beside the database.",
    fromText: asText,
    schema: v.nullable(
      v.pipe(
        v.string("must be the path of a folder or an s3:// address"),
        v.minLength(1, "must not be empty"),
        v.check(
          (text) => !text.includes("://") || readBucket(text) !== null,
          "must be the path of a folder, or a bucket such as s3://bucket/prefix?region=eu-west-1",
        ),
      ),
    ),
    fallback: null,
  },
  fileUrlLifetimeMs: {
    variable: "NATTER_FILE_URL_LIFETIME_MS",
    about: "How long the address of a file, as messages carry it, opens the file.",
    fromText: asNumber,
    schema: wholeNumber(60_000, 30 * 86_400_000),
    fallback: 86_400_000,
  },
  maxVoiceBytes: fileLimit("VOICE", 10),
  maxAudioBytes: fileLimit("AUDIO", 25),
  maxVideoBytes: fileLimit("VIDEO", 100),
  maxImageBytes: fileLimit("IMAGE", 10),
  maxAttachmentBytes: fileLimit("ATTACHMENT", 25),
  peopleLinkFiles: {
    variable: "NATTER_PEOPLE_LINK_FILES",
    about: "Whether people, and not only bots, may send the address of a file that lies elsewhere.",
    fromText: asBoolean,
    schema: yesOrNo,
    fallback: false,
  },
  maxHops: {
    variable: "NATTER_MAX_HOPS",
    about: "How often in a row, without a person, a manager may send on what bots say to bots.",
    fromText: asNumber,
    schema: wholeNumber(1, 1000),
    fallback: 8,
  },
  widgetDirectory: {
    variable: "NATTER_WIDGET_DIRECTORY",
    about: "The folder of the built widget; found by itself where @natter/widget is installed.",
    fromText: asText,
    schema: v.nullable(v.pipe(v.string("must be the path of a folder"), v.minLength(1, "must not be empty"))),
    fallback: null,
  },
  bots: {
    variable: "NATTER_BOTS",
    about:
      "Bots that run inside the server, as JSON: a list of {name, module, export?, options?, required?, manager?}; see docs/BOTS.md.",
    fromText: asJson,
    schema: BotEntries,
    fallback: [],
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
  exportPageRows: {
    variable: "NATTER_EXPORT_PAGE_ROWS",
    about: "Rows that an export holds in memory at once.",
    fromText: asNumber,
    schema: wholeNumber(1, 5000),
    fallback: 500,
  },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;
