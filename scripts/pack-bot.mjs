// Assembles what is published as @natter/bot: node scripts/pack-bot.mjs [folder, by default sdk-bot/pack]. Compile before.
//
// A bot needs of @natter/protocol, and of valibot behind it, nothing but types: their declarations go along, so that
// whoever installs the SDK gets one dependency.
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run.mjs";

const from = (...parts) => path.join(root, ...parts);
const target = path.resolve(process.argv[2] ?? from("sdk-bot", "pack"));
const valibot = from("protocol", "node_modules", "valibot");

rmSync(target, { recursive: true, force: true });
const isPublished = (file) => !/\.(?:test|fixture)\.|\.tsbuildinfo$|\.map$/u.test(file);
cpSync(from("sdk-bot", "dist"), path.join(target, "dist"), { recursive: true, filter: isPublished });
const types = path.join(target, "dist", "protocol");
mkdirSync(types);
for (const file of readdirSync(from("protocol", "dist"))) {
  if (file.endsWith(".d.ts") && isPublished(file))
    copyFileSync(from("protocol", "dist", file), path.join(types, file));
}
copyFileSync(path.join(valibot, "dist", "index.d.mts"), path.join(types, "valibot.d.ts"));
copyFileSync(path.join(valibot, "LICENSE.md"), path.join(types, "valibot.LICENSE.md"));
for (const file of readdirSync(path.join(target, "dist"), { recursive: true })) {
  if (file.endsWith(".js") || file.endsWith(".d.ts")) rewrite(path.join(target, "dist", file));
}
for (const [name, at] of [
  ["README.md", "sdk-bot"],
  ["LICENSE", ""],
]) {
  copyFileSync(from(at, name), path.join(target, name));
}
writeFileSync(path.join(target, "package.json"), `${JSON.stringify(manifest(), null, 2)}\n`);
console.log(`Assembled in ${target}; publish it with npm publish ${target}`);

/** Declarations name the ones beside them; programs lose the comment that names a map which stays at home. */
function rewrite(file) {
  const here = path.relative(path.dirname(file), types) || ".";
  const beside = (name) => `"${here.startsWith(".") ? here : `./${here}`}/${name}.js"`;
  const text = readFileSync(file, "utf8").replace(/^\/\/# sourceMappingURL=.*\n?/mu, "");
  writeFileSync(
    file,
    file.endsWith(".js")
      ? text
      : text.replaceAll('"@natter/protocol"', beside("index")).replaceAll('"valibot"', beside("valibot")),
  );
}

function manifest() {
  const {
    private: _,
    devDependencies,
    exports,
    dependencies,
    peerDependencies,
    ...rest
  } = JSON.parse(readFileSync(from("sdk-bot", "package.json"), "utf8"));
  const catalog = readFileSync(from("pnpm-workspace.yaml"), "utf8");
  const versionOf = (name, range) => {
    if (range === "workspace:*") return `^${rest.version}`;
    if (range !== "catalog:") return range;
    const found = new RegExp(`^ {2}"?${name}"?: (\\S+)$`, "mu").exec(catalog);
    if (!found) throw new Error(`the catalog has no ${name}`);
    return found[1];
  };
  const resolved = (wanted) =>
    Object.fromEntries(Object.entries(wanted).map(([name, range]) => [name, versionOf(name, range)]));
  // The sources stay at home.
  const entries = Object.entries(exports).map(([name, { types, default: program }]) => [
    name,
    { types, default: program },
  ]);
  return {
    ...rest,
    exports: Object.fromEntries(entries),
    dependencies: resolved(dependencies),
    peerDependencies: resolved(peerDependencies),
  };
}
