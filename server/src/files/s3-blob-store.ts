import { Readable } from "node:stream";
import { isBlobKey, newBlobKey } from "./blob-key.js";
import type { BlobStore } from "./blob-store.js";
import { measure } from "./measure.js";

export interface S3Options {
  bucket: string;
  /** Before every key, such as `natter/`; may be empty. */
  prefix: string;
  /** Of a compatible service; null for Amazon's own. */
  endpoint: string | null;
  region: string;
}

/** The least that S3 takes for a part. One is in memory at a time. */
const partBytes = 5 * 1024 * 1024;

/**
 * Blobs as objects of a bucket. Credentials come as the AWS SDK finds them (AWS_ACCESS_KEY_ID, a profile, a role).
 * The SDK is installed by whoever wants it and loaded only here.
 */
export async function openS3BlobStore({ bucket, prefix, endpoint, region }: S3Options): Promise<BlobStore> {
  const [s3, { Upload }] = await loadSdk();
  const client = new s3.S3Client({
    region,
    // Compatible services speak neither virtual hosts nor the newer checksums everywhere.
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  const at = (key: string) => ({ Bucket: bucket, Key: prefix + key });

  return {
    async put(source) {
      const key = newBlobKey();
      const measured = measure(source);
      const body = Readable.from(measured.chunks, { objectMode: false });
      // On a fault it aborts, so that no parts are kept.
      const upload = new Upload({ client, params: { ...at(key), Body: body }, partSize: partBytes, queueSize: 1 });
      try {
        await upload.done();
      } finally {
        body.destroy();
      }
      return { key, ...measured.result() };
    },

    async get(key, range) {
      if (!isBlobKey(key)) return null;
      const bytes = range && { Range: `bytes=${range.start}-${range.end}` };
      try {
        const { Body } = await client.send(new s3.GetObjectCommand({ ...at(key), ...bytes }));
        // In Node the SDK's body is the response itself.
        return Body as Readable;
      } catch (error) {
        if (error instanceof s3.NoSuchKey) return null;
        throw error;
      }
    },

    async delete(key) {
      if (isBlobKey(key)) await client.send(new s3.DeleteObjectCommand(at(key)));
    },

    async *list() {
      for await (const page of s3.paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        for (const { Key = "", LastModified } of page.Contents ?? []) {
          const key = Key.slice(prefix.length);
          if (isBlobKey(key)) yield { key, createdAt: LastModified?.getTime() ?? 0 };
        }
      }
    },

    async clean(before) {
      const found = await client.send(new s3.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }));
      for (const { Key, UploadId, Initiated } of found.Uploads ?? []) {
        if ((Initiated?.getTime() ?? before) >= before) continue;
        await client.send(new s3.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      }
    },
  };
}

async function loadSdk() {
  try {
    return await Promise.all([import("@aws-sdk/client-s3"), import("@aws-sdk/lib-storage")]);
  } catch (cause) {
    const message = "NATTER_FILES names a bucket; install its client: npm install @aws-sdk/client-s3 @aws-sdk/lib-storage";
    throw new Error(message, { cause });
  }
}
