import { expect, it } from "vitest";
import { call, wireSocket } from "./wire-socket.js";

it("a call without a connection is refused at once, and kept nowhere [F64]", async () => {
  const socket = wireSocket("http://127.0.0.1:9", "k");
  await expect(call(socket, "credit", { credit: 1 }, 60_000)).rejects.toMatchObject({
    code: "unreachable",
    isRetryable: false,
  });
  expect(socket.sendBuffer).toEqual([]);
});
