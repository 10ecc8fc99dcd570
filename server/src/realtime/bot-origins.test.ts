import { expect, test } from "vitest";
import { registerBot } from "../registration.js";
import { startTestServer } from "../testing/test-server.js";

test("a socket of a site that a bot does not talk on is refused, of another and of no browser let in [F105] [F31]", async () => {
  await using server = await startTestServer({ NATTER_ORIGINS: "https://site.test,https://other.test" });
  await registerBot(server.server.store, { name: "menu", settings: { origins: ["https://site.test"] } });
  await registerBot(server.server.store, { name: "free" });
  const { token } = await server.create({ bots: ["menu"] });
  const on = (origin: string, of = token) => server.visitor({ token: of }, { Origin: origin });
  await expect(on("https://other.test")).rejects.toMatchObject({ code: "origin_not_allowed" });
  await expect(on("https://evil.test")).rejects.toMatchObject({ code: "origin_not_allowed" });
  await on("https://site.test");
  await server.visitor({ token });
  await on("https://other.test", (await server.create({ bots: ["free"] })).token);
});
