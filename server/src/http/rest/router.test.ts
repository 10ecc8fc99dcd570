import { restCalls } from "@natter/protocol";
import { expect, test } from "vitest";
import { createCursors } from "../../requests/cursor.js";
import { openTestCore } from "../../testing/test-core.js";
import { createTokens } from "../../tokens.js";
import { createRestRouter } from "./router.js";

test("every call of the protocol's table is mounted with its method and path, and nothing else is [F29]", async () => {
  await using opened = await openTestCore();
  const router = createRestRouter({
    core: opened.core,
    tokens: createTokens("secret", { now: Date.now }),
    identities: null,
    cursors: createCursors("secret"),
    config: { exportPageRows: 1 },
    bots: () => {
      throw new Error("nothing is called here");
    },
    limits: (_call, _ctx, findActor) => findActor(),
  });
  const mounted = router.stack.map((layer) => {
    // A GET is answered to HEAD as well; Koa leaves the body out.
    const methods = layer.methods.filter((method) => method !== "HEAD");
    return `${methods.join()} ${String(layer.path)}`;
  });
  const declared = Object.values(restCalls).map(({ method, path }) => `${method} /api/v1${path}`);
  expect(mounted.sort()).toEqual(declared.sort());
});
