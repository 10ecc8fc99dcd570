interface Project {
  name: string;
  /** The version of Natter that it is made for. */
  version: string;
}

/** The files of a new bot's project, by path. */
export function projectFiles({ name, version }: Project): Record<string, string> {
  return {
    "package.json": `${JSON.stringify(manifest(name, version), null, 2)}\n`,
    "tsconfig.json": `${JSON.stringify(tsconfig, null, 2)}\n`,
    ".gitignore": "node_modules\ndist\n",
    "src/bot.ts": bot,
    "src/main.ts": main,
    "src/bot.test.ts": test,
    "README.md": readme(name),
  };
}

const manifest = (name: string, version: string) => ({
  name,
  version: "0.1.0",
  private: true,
  type: "module",
  engines: { node: ">=20.19" },
  scripts: {
    build: "tsc",
    start: "npm run build && node dist/main.js",
    chat: "npm run build && natter chat dist/bot.js",
    test: "tsc --noEmit && vitest run src",
  },
  dependencies: { "@natter/bot": `^${version}` },
  devDependencies: {
    "@natter/server": `^${version}`,
    "@types/node": "^20.19.0",
    typescript: "^7.0.2",
    vitest: "^4.1.12",
  },
});

const tsconfig = {
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2024", "ESNext.Disposable"],
    module: "NodeNext",
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    rootDir: "src",
    outDir: "dist",
  },
  include: ["src"],
};

const bot = `import { Bot } from "@natter/bot";

export const bot = new Bot(); // NATTER_URL and NATTER_BOT_KEY
bot.on("text", (ctx) => ctx.reply(\`You said: \${ctx.message.text}\`));
export default bot;
`;

const main = `import { bot } from "./bot.js";

await bot.start();
`;

const test = `import { talk } from "@natter/bot/testing";
import { expect, test } from "vitest";
import { bot } from "./bot.js";

test("says back what it hears", async () => {
  const chat = await talk(bot);
  await chat.user.says("hi");
  const answer = await chat.expect("You said: hi");
  expect(answer.options).toEqual([]);
  await chat.end();
});
`;

const readme = (name: string) => `# ${name}

A bot for [Natter](https://www.npmjs.com/package/@natter/bot).

\`\`\`sh
npm install
npm test            # types, then dialogues with the bot on the real engine, without a server
npm run chat        # talk to it in the terminal
\`\`\`

To let it answer on a server, make it a key there with \`natter bots add ${name}\`, then:

\`\`\`sh
NATTER_URL=https://chat.example.com NATTER_BOT_KEY=… npm start
\`\`\`

The bot is [src/bot.ts](src/bot.ts); what it should say is [src/bot.test.ts](src/bot.test.ts).
`;
