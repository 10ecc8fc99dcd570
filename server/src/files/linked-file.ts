import type { MessageFile } from "../store/entities.js";
import { cleanFileName } from "./file-name.js";

/** A file that lies elsewhere. Nobody here has seen it, so only its name is known. */
export function linkedFile(externalUrl: string): MessageFile {
  return {
    key: null,
    externalUrl,
    name: nameIn(externalUrl),
    sizeBytes: null,
    mimeType: null,
    width: null,
    height: null,
  };
}

function nameIn(address: string): string {
  const { pathname, hostname } = new URL(address);
  const last = pathname.split("/").findLast((segment) => segment !== "") ?? hostname;
  return cleanFileName(decoded(last));
}

/** As it was written where it is no valid percent-encoding. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
