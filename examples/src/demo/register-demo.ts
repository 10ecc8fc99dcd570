import { type IssuedKey, issueAdminKey, issueBotKey, registerBot, type Store } from "@natter/server";

export interface DemoBot {
  name: string;
  key: string;
}

export interface Demo {
  bots: DemoBot[];
  adminKey: IssuedKey;
  /** Makes the keys of this run worthless. */
  revoke(): Promise<void>;
}

const descriptions = {
  menu: "Greets you and offers choices to click",
  echo: "Says back what you say, in four lines of code",
  calculator: "Works out what you type, within bounds",
  order: "Takes an order by three questions",
  streaming: "Answers word by word, and can be stopped",
};

/** Makes sure that the example bots are registered, each with a key for this run. */
export async function registerDemo(store: Store): Promise<Demo> {
  const issued: IssuedKey[] = [];
  const bots: DemoBot[] = [];
  for (const [name, description] of Object.entries(descriptions)) {
    const known = await store.bots.find(name);
    const key =
      known && known.removedAt === null
        ? await issueBotKey(store, known)
        : (await registerBot(store, { name, description })).key;
    issued.push(key);
    bots.push({ name, key: key.key });
  }
  const adminKey = await issueAdminKey(store, { name: "demo", scopes: ["requests:read"] });
  issued.push(adminKey);
  return {
    bots,
    adminKey,
    async revoke() {
      for (const { id } of issued) await store.keys.revoke(id, Date.now());
    },
  };
}
