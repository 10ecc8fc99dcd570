import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { isPostgres } from "../store/database-name.js";
import type { Meta } from "../store/store.js";

const minChars = 32;
const newSecret = () => randomBytes(32).toString("base64url");

/**
 * The secret of `config`; where it has none, one that is made on the first call (256 random bits) and kept: in
 * `<database>.secret`, readable only by its owner, or in the PostgreSQL database, for all of its nodes.
 * Processes that start at the same moment get the same one.
 */
export async function resolveSecret(
  config: { secret: string | null; database: string },
  meta: Pick<Meta, "keep">,
): Promise<string> {
  if (config.secret !== null) return config.secret;
  if (isPostgres(config.database)) return meta.keep("secret", newSecret());
  const file = `${config.database}.secret`;
  const secret = (await readIfThere(file)) ?? (await create(file));
  if (secret.length < minChars) {
    throw new Error(
      `${file} is too short to be a secret; delete it (visitors then start anew) or set NATTER_SECRET`,
    );
  }
  return secret;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function create(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, `${newSecret()}\n`, { mode: 0o600, flag: "wx" });
  try {
    // Unlike a rename, a link never replaces the file of a process that was quicker, and is never half written.
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
  return (await readFile(file, "utf8")).trim();
}
