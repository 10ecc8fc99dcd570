import { describe, expect, it } from "vitest";
import type { StoreUnderTest } from "../store-suite.js";
import { conversation, effect, furnish, load, message, request, write } from "./rows.js";

/** The inbox by lane, and leases. */
export function laneSuite(subject: StoreUnderTest): void {
  describe("lanes", () => {
    const build = async () => {
      await furnish(subject.store);
      await write(subject.store, {
        newConversations: [conversation({ id: "c-2" }), conversation({ id: "c-3" })],
      });
    };
    const running = (id: string, leasedBy: string) =>
      request(id, { status: "running", leasedBy, attempt: 1 });

    it("are open while they have unanswered requests, the longest waiting first", async () => {
      await build();
      await write(subject.store, {
        newRequests: [
          request("r-1", { conversationId: "c-3", status: "done" }),
          request("r-2", { conversationId: "c-2" }),
          running("r-3", "n/one"),
          request("r-4", { conversationId: "c-2" }),
          request("r-5", { conversationId: "c-3", botId: "other" }),
        ],
      });
      expect(await subject.store.lanes.open("bot-1")).toEqual(["c-2", "c-1"]);
      expect(await subject.store.lanes.open("nobody")).toEqual([]);
    });

    it("are due when their first request waits and may be tried", async () => {
      await build();
      await write(subject.store, {
        newRequests: [
          request("r-1", { conversationId: "c-3", availableAt: 100 }),
          request("r-2", { conversationId: "c-3" }),
          request("r-3", { conversationId: "c-2" }),
          running("r-4", "n/one"),
          request("r-5"),
        ],
      });
      const { lanes } = subject.store;
      expect(await lanes.due("bot-1", 99, 10)).toEqual(["c-2"]);
      expect(await lanes.due("bot-1", 100, 10)).toEqual(["c-3", "c-2"]);
      expect(await lanes.due("bot-1", 100, 1)).toEqual(["c-3"]);
      expect(await lanes.due("nobody", 100, 10)).toEqual([]);
    });

    it("are open, and not due, while their first request waits for an answer [F204]", async () => {
      await build();
      await write(subject.store, {
        newRequests: [request("r-1", { status: "waiting", availableAt: 50 }), request("r-2")],
      });
      expect(await subject.store.lanes.open("bot-1")).toEqual(["c-1"]);
      expect(await subject.store.lanes.due("bot-1", 100, 10)).toEqual([]);
    });

    it("tell the questions that nobody has answered in time, the longest overdue first [F204]", async () => {
      await build();
      await write(subject.store, {
        newRequests: [
          request("r-1", { status: "waiting", availableAt: 50 }),
          request("r-2", { status: "waiting", availableAt: 40, conversationId: "c-2", botId: "other" }),
          request("r-3", { status: "waiting", availableAt: 51, conversationId: "c-3" }),
          request("r-4", { availableAt: 1, conversationId: "c-3" }),
        ],
      });
      expect(await subject.store.lanes.overdue(50, 10)).toEqual(["r-2", "r-1"]);
      expect(await subject.store.lanes.overdue(50, 1)).toEqual(["r-2"]);
    });

    it("tell what waits long for a bot to go on writing [F206]", async () => {
      await build();
      const states = ["streaming", "streaming", "interrupted", "streaming"] as const;
      await write(subject.store, {
        newMessages: states.map((streamState, at) => message(at + 1, { streamState })),
        newRequests: [
          request("r-1", { updatedAt: 10 }),
          request("r-2", { updatedAt: 11 }),
          request("r-3"),
          running("r-4", "n/one"),
        ],
        newEffects: [1, 2, 3, 4].map((n) => effect(`r-${n}`, { kind: "stream", messageId: `m-${n}` })),
      });
      expect(await subject.store.lanes.stalled(10, 10)).toEqual(["r-1"]);
      expect((await subject.store.lanes.stalled(11, 10)).sort()).toEqual(["r-1", "r-2"]);
      expect(await subject.store.lanes.stalled(11, 1)).toHaveLength(1);
    });

    it("of a node that is unknown are freed at the start of another, its own are not", async () => {
      await build();
      await write(subject.store, {
        newRequests: [
          running("r-1", "me/one"),
          { ...running("r-2", "gone/one"), conversationId: "c-2" },
          { ...running("r-3", "gone/two"), conversationId: "deleted" },
          request("r-4", { conversationId: "c-2", status: "done" }),
        ],
      });
      expect(await subject.store.lanes.reclaim("me", 70)).toBe(2);
      const { requests } = await load(subject.store, { requests: ["r-1", "r-2", "r-3"] });
      expect(
        requests.map(({ status, leasedBy, attempt, updatedAt }) => [status, leasedBy, attempt, updatedAt]),
      ).toEqual([
        ["running", "me/one", 1, 1],
        ["pending", null, 1, 70],
        ["pending", null, 1, 70],
      ]);
      expect(await subject.store.lanes.reclaim("me", 71)).toBe(0);
    });

    it("of a node that leaves are freed at once", async () => {
      await build();
      await write(subject.store, {
        newRequests: [running("r-1", "me/one"), { ...running("r-2", "you/one"), conversationId: "c-2" }],
      });
      expect(await subject.store.lanes.leave("me", 70)).toBe(1);
      const { requests } = await load(subject.store, { requests: ["r-1", "r-2"] });
      expect(requests.map(({ status }) => status)).toEqual(["pending", "running"]);
    });
  });
}
