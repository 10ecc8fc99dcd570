import * as v from "valibot";
import { readBucket } from "../files/open-blob-store.js";
import { asBoolean, asNumber, asText, type Field, wholeNumber, yesOrNo } from "./field.js";

const fileLimit = <const Type extends string>(type: Type, mebibytes: number) => ({
  variable: `NATTER_MAX_${type}_BYTES` as const,
  about: `Bytes that a file of type ${type.toLowerCase()} may have; 0 refuses the type.`,
  fromText: asNumber,
  schema: wholeNumber(0, 10 * 2 ** 30),
  fallback: mebibytes * 2 ** 20,
});

/** Where uploaded files go, and which are taken. */
export const fileFields = {
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
} as const satisfies Record<string, Field>;
