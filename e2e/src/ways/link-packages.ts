import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";

/** What `npm install` would do for a bot's project, from this workspace. */
export async function linkPackages(house: string, project: string): Promise<void> {
  const modules = path.join(project, "node_modules");
  await mkdir(path.join(modules, "@natter"), { recursive: true });
  await mkdir(path.join(modules, "@types"));
  await symlink(path.join(house, "sdk-bot"), path.join(modules, "@natter", "bot"));
  await symlink(path.join(house, "protocol"), path.join(modules, "@natter", "protocol"));
  await symlink(path.join(house, "server"), path.join(modules, "@natter", "server"));
  for (const name of ["typescript", "vitest", "@types/node"]) {
    await symlink(path.join(house, "node_modules", name), path.join(modules, name));
  }
}
