import * as v from "valibot";
import { localOrigins, originPatternFault } from "../origins.js";
import { isPostgres } from "../store/database-name.js";
import { botFields } from "./bot-fields.js";
import { asBoolean, asList, asNumber, asText, type Field, wholeNumber, yesOrNo } from "./field.js";
import { fileFields } from "./file-fields.js";
import { limitFields } from "./limit-fields.js";

const logLevels = ["trace", "debug", "info", "warn", "error", "silent"] as const;

const metricsAccess = ["loopback", "key", "off"] as const;

const Origin = v.pipe(
  v.string("must be a list of origins"),
  v.check(
    (pattern) => originPatternFault(pattern) === null,
    (issue) => originPatternFault(issue.input) ?? "",
  ),
);

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
  trustProxy: {
    variable: "NATTER_TRUST_PROXY",
    about: "Whether X-Forwarded-… headers are believed. Only behind a proxy that sets them.",
    fromText: asBoolean,
    schema: yesOrNo,
    fallback: false,
  },
  origins: {
    variable: "NATTER_ORIGINS",
    about: "Sites that may embed the widget, separated by commas; the server's own is always allowed.",
    fromText: asList,
    schema: v.array(Origin, "must be a list of origins"),
    fallback: localOrigins,
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
  logLevel: {
    variable: "NATTER_LOG_LEVEL",
    about: "The least important level that is logged.",
    fromText: asText,
    schema: v.picklist(logLevels, `must be one of ${logLevels.join(", ")}`),
    fallback: "info",
  },
  metrics: {
    variable: "NATTER_METRICS",
    about:
      "Who may read /metrics: `loopback` (this machine, without a proxy, or an admin key with scope metrics:read), `key` or `off`.",
    fromText: asText,
    schema: v.picklist(metricsAccess, `must be one of ${metricsAccess.join(", ")}`),
    fallback: "loopback",
  },
  roomsEnabled: {
    variable: "NATTER_ROOMS_ENABLED",
    about: "Whether strangers may join a conversation whose id they know.",
    fromText: asBoolean,
    schema: yesOrNo,
    fallback: false,
  },
  widgetDirectory: {
    variable: "NATTER_WIDGET_DIRECTORY",
    about: "The folder of the built widget; found by itself where @natter/widget is installed.",
    fromText: asText,
    schema: v.nullable(v.pipe(v.string("must be the path of a folder"), v.minLength(1, "must not be empty"))),
    fallback: null,
  },
  ...limitFields,
  ...fileFields,
  ...botFields,
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;
