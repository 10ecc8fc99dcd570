import { Socket } from "node:net";
import { expect, test } from "vitest";
import { Outbox, personOutbox } from "./outbox.js";

/** A connection whose write the test ends, and a TCP socket of which nothing is sent. */
function open() {
  let overflows = 0;
  const writer = {
    writable: false,
    waiting: 0,
    cut() {
      overflows += 1;
    },
  };
  const tcp = new Socket();
  let unsent = 1000;
  Object.defineProperty(tcp, "writableLength", { get: () => unsent });
  const outbox = new Outbox(writer, tcp);
  return {
    writer,
    outbox,
    overflows: () => overflows,
    setUnsent: (bytes: number) => {
      unsent = bytes;
    },
    queue(data: string, count = 1) {
      for (let n = 0; n < count; n += 1) {
        outbox.queued(data);
        writer.waiting += 1;
      }
    },
    flush() {
      writer.waiting = 0;
      outbox.flushed();
    },
  };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test("more than a mebibyte behind an unfinished write overflows, in bytes and not in characters [F263]", async () => {
  const reader = open();
  reader.queue("é".repeat(1000), 400);
  await nextTurn();
  expect(reader.overflows()).toBe(0);
  reader.queue("é".repeat(1000), 124);
  await nextTurn();
  expect(reader.overflows()).toBe(1);
});

test("what one turn queues is no overflow when it goes out before the next [F263]", async () => {
  const reader = open();
  reader.queue("x".repeat(10_000), 1000);
  reader.flush();
  await nextTurn();
  expect(reader.overflows()).toBe(0);
});

test("one packet may be as large as it is, and what was flushed no longer counts [F263]", async () => {
  const reader = open();
  reader.queue("x".repeat(3_000_000));
  await nextTurn();
  expect(reader.overflows()).toBe(0);
  for (let round = 0; round < 50; round += 1) {
    reader.flush();
    reader.queue("x".repeat(100_000), 9);
    await nextTurn();
  }
  expect(reader.overflows()).toBe(0);
});

test("nothing is counted while the reader keeps up [F263]", async () => {
  const reader = open();
  reader.writer.writable = true;
  reader.queue("x".repeat(100_000), 1000);
  await nextTurn();
  expect(reader.overflows()).toBe(0);
});

test("many small packets overflow only when the write has stood still since the last look [F263]", () => {
  const reader = open();
  reader.outbox.check(0);
  reader.queue("x", personOutbox.maxPackets + 1);
  reader.flush();
  reader.queue("x", personOutbox.maxPackets + 1);
  reader.outbox.check(1000);
  expect(reader.overflows()).toBe(0);
  reader.outbox.check(2000);
  expect(reader.overflows()).toBe(1);
});

test("a write that stands still overflows after eight seconds; one that creeps does not [F263]", () => {
  const creeping = open();
  for (let second = 0; second < 60; second += 1) {
    creeping.setUnsent(100_000 - second);
    creeping.outbox.check(second * 1000);
  }
  expect(creeping.overflows()).toBe(0);
  const stuck = open();
  let cutAt = 0;
  for (let second = 1; cutAt === 0; second += 1) {
    stuck.outbox.check(second * 1000);
    if (stuck.overflows() > 0) cutAt = second - 1;
  }
  expect(cutAt).toBe(8);
});

test("a connection on which nothing is unsent never overflows, however long it idles [F263]", () => {
  const idle = open();
  idle.setUnsent(0);
  for (let second = 0; second < 3600; second += 1) idle.outbox.check(second * 1000);
  expect(idle.overflows()).toBe(0);
});
