import type { IncomingMessage } from "node:http";
import { type Readable, Writable } from "node:stream";
import { limits, parse } from "@natter/protocol";
import busboy from "busboy";
import type * as v from "valibot";
import { failure, invalidInput, type NatterError } from "../errors.js";
import type { IncomingFile } from "../files/receive-file.js";
import { localIdOf } from "./local-id-of.js";

/** A multipart body of two parts, in this order: `message` with JSON, and `file`. */
export interface Upload<Message> {
  message: Message;
  /** Its bytes end well only after the body has: a body with more parts, or cut short, is a failed upload. */
  file: IncomingFile;
}

/*
 * busboy: what multer stands on, without dependencies but one, and it streams; no release since 2022 and no open
 * advisory, so the malformed bodies are in our own tests.
 */
const bounds = {
  fieldNameSize: 100,
  fieldSize: limits.frameMaxChars,
  fields: 1,
  files: 1,
  // Parts without a name are neither field nor file.
  parts: 4,
  headerPairs: 32,
};

/**
 * Reads up to the first byte of the file. Rejects with `invalid`, `invalid_json`, `too_large` or
 * `unsupported_media_type`; then, as when `bytes` rejects, the rest of the request is still to be taken in.
 */
export function readUpload<Schema extends v.GenericSchema>(
  request: IncomingMessage,
  schema: Schema,
): Promise<Upload<v.InferOutput<Schema>>> {
  return new Promise((resolve, reject) => {
    const form = openForm(request);
    const ending = createEnding();
    let message: { value: v.InferOutput<Schema> } | undefined;
    let hasFile = false;

    const refuse = (error: NatterError) => {
      ending.fail(error);
      reject(error);
      request.unpipe();
      form.destroy();
    };
    // Names are missing where a part has none, whatever the types say.
    form.on("field", (name: string | undefined, text, { valueTruncated }) => {
      if (name !== "message" || message) return refuse(misplaced(name, "is not expected here"));
      if (valueTruncated) return refuse(failure("too_large", "body.large", { max: limits.frameMaxChars }));
      const read = readMessage(schema, text);
      if ("error" in read) return refuse(read.error);
      message = read;
    });
    form.on("file", (name: string | undefined, stream: Readable, { filename = "" }) => {
      // Whoever reads it hears of its end; after a refusal nobody does.
      stream.on("error", () => {});
      if (name === "message") return refuse(misplaced(name, "must be a plain field, without a file name"));
      if (name !== "file") return refuse(misplaced(name, "is not expected here"));
      if (!message) return refuse(misplaced("message", "must come before the part file"));
      hasFile = true;
      resolve({ message: message.value, file: { name: filename, bytes: until(ending.reached, stream) } });
    });
    for (const limit of ["partsLimit", "filesLimit", "fieldsLimit"] as const) {
      form.on(limit, () =>
        refuse(misplaced("body", "has more parts than one message and one file after it")),
      );
    }
    form.on("error", (cause) => refuse(failure("invalid", "parts.broken", {}, { cause })));
    form.on("close", () => {
      if (hasFile) ending.reach();
      else refuse(misplaced(message ? "file" : "message", "is missing; send both parts"));
    });
    request.on("close", () => {
      if (!request.complete) refuse(failure("invalid", "parts.broken"));
    });
    const sink = guard(form);
    sink.on("error", (cause) => refuse(failure("invalid", "parts.broken", {}, { cause })));
    request.pipe(sink);
  });
}

/** Between a request and its parser: what the parser throws over hostile bytes would otherwise end the process. */
function guard(form: busboy.Busboy): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      try {
        form.write(chunk, done);
      } catch (error) {
        done(error as Error);
      }
    },
    final(done) {
      form.end();
      done();
    },
  });
}

/** The end of a body, well or not, for whoever waits for it. */
function createEnding() {
  let reach = () => {};
  let fail = (_: NatterError) => {};
  const reached = new Promise<void>((resolve, reject) => {
    reach = resolve;
    fail = reject;
  });
  reached.catch(() => {});
  return { reached, reach, fail };
}

function openForm(request: IncomingMessage): busboy.Busboy {
  try {
    return busboy({ headers: request.headers, defParamCharset: "utf8", limits: bounds });
  } catch (cause) {
    throw failure("unsupported_media_type", "parts.type", {}, { cause });
  }
}

function readMessage<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
): { value: v.InferOutput<Schema> } | { error: NatterError } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return { error: failure("invalid_json", "body.broken", {}, { cause }) };
  }
  const result = parse(schema, value);
  return result.ok ? { value: result.value } : { error: invalidInput(result.faults, localIdOf(value)) };
}

async function* until(ended: Promise<void>, stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk;
  } catch (cause) {
    // The form's own reason says more than the stream that it took with it.
    await ended;
    throw failure("invalid", "parts.broken", {}, { cause });
  }
  await ended;
}

function misplaced(part: string | undefined, message: string): NatterError {
  return invalidInput([{ field: part?.slice(0, 100) || "body", message }]);
}
