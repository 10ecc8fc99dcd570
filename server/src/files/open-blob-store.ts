import path from "node:path";
import type { BlobStore } from "./blob-store.js";
import { createDiskBlobStore } from "./disk-blob-store.js";
import { openS3BlobStore, type S3Options } from "./s3-blob-store.js";

/** Opens what the setting `files` names: a bucket (`s3://…`), or else a folder. */
export async function openBlobStore(place: string): Promise<BlobStore> {
  const bucket = readBucket(place);
  return bucket ? openS3BlobStore(bucket) : createDiskBlobStore(path.resolve(place));
}

/** `s3://bucket/prefix?endpoint=https://…&region=…`; null for everything else. */
export function readBucket(place: string): S3Options | null {
  if (!/^s3:\/\//iu.test(place) || !URL.canParse(place)) return null;
  const { hostname, pathname, searchParams } = new URL(place);
  const folder = pathname.replace(/^\/+|\/+$/gu, "");
  return {
    bucket: hostname,
    prefix: folder === "" ? "" : `${folder}/`,
    endpoint: searchParams.get("endpoint"),
    region: searchParams.get("region") ?? "us-east-1",
  };
}
