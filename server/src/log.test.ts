import { expect, test } from "vitest";
import { createLog } from "./log.js";

function record(level = "info") {
  const lines: string[] = [];
  return { log: createLog(level, { write: (line) => void lines.push(line) }), lines };
}

test("a line is one JSON object with its fields, and lower levels are left out [F61]", () => {
  const { log, lines } = record();
  log.debug({}, "hidden");
  log.child({ requestId: "r" }).info({ conversationId: "c" }, "sent");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: "info", time: expect.any(Number), requestId: "r", conversationId: "c", msg: "sent" },
  ]);
});

test("keys and tokens do not reach the log", () => {
  const { log, lines } = record();
  log.info(
    { key: "natter_bot_1", config: { secret: "s3cret" }, headers: { authorization: "Bearer x" } },
    "x",
  );
  expect(lines.join()).not.toMatch(/natter_bot_1|s3cret|Bearer/u);
});

test("an error is logged with its cause, but without the statement that carries a message's text [F61]", () => {
  const { log, lines } = record();
  const text = "my - private\nwords";
  const cause = new Error(
    `insert into \`messages\` (\`text\`) values ('${text}') - SQLITE_FULL: disk is full`,
  );
  log.error({ err: new Error("commit failed", { cause }) }, "fault");
  expect(lines.join()).not.toContain("private");
  expect(JSON.parse(lines[0] ?? "").err).toMatchObject({
    message: "commit failed",
    stack: expect.stringContaining("log.test.ts"),
    cause: { message: "(statement) - SQLITE_FULL: disk is full" },
  });
});
