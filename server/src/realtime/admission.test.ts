import { expect, test } from "vitest";
import { Limiter } from "../limits/limiter.js";
import { readRates } from "../limits/rates.js";
import { silent } from "../observer.js";
import { Admission, type Ticket } from "./admission.js";

function open({ rates = ["off"], maxSockets = 5000, maxSocketsPerAddress = 1000 } = {}) {
  let now = 0;
  const reasons: string[] = [];
  const observer = { ...silent, handshakeRefused: (reason: string) => void reasons.push(reason) };
  const limiter = new Limiter({ rates: readRates(rates), observer, now: () => now });
  const admission = new Admission({ limiter, observer, maxSockets, maxSocketsPerAddress });
  const admit = (address: string) => {
    const answer = admission.ask(address);
    return "reason" in answer ? null : answer;
  };
  return {
    reasons,
    admit,
    advance: (ms: number) => {
      now += ms;
    },
    /** As many as are let in and join at once. */
    fill(address: string, tries: number) {
      const tickets = Array.from({ length: tries }, () => admit(address)).filter((it) => it !== null);
      for (const ticket of tickets) ticket.joined();
      return tickets;
    },
  };
}

test("one address cannot take the places of others, and a closed connection gives its place back", () => {
  const { fill, admit, reasons } = open({ maxSockets: 10, maxSocketsPerAddress: 4 });
  const greedy: Ticket[] = [];
  for (let n = 0; n < 100; n += 1) greedy.push(...fill("greedy", 1));
  expect(greedy).toHaveLength(4);
  expect(new Set(reasons)).toEqual(new Set(["address-full"]));
  expect(fill("a", 4)).toHaveLength(4);
  expect(fill("b", 4)).toHaveLength(2);
  expect(reasons.at(-1)).toBe("full");
  greedy[0]?.release();
  expect(admit("c")).not.toBeNull();
  expect(admit("c")).toBeNull();
});

test("handshakes that do not come to an end are few per address and bounded in all", () => {
  const { admit, reasons } = open();
  const pending = Array.from({ length: 200 }, () => admit("slow")).filter((it) => it !== null);
  expect(pending).toHaveLength(128);
  expect(reasons.at(-1)).toBe("too-many-pending");
  let others = 0;
  for (let address = 0; address < 100; address += 1) {
    for (let n = 0; n < 20; n += 1) if (admit(`other-${address}`)) others += 1;
  }
  expect(others).toBe(1024 - 128);
  for (const ticket of pending) ticket.release();
  expect(admit("late")).not.toBeNull();
});

test("a handshake that joined is no longer pending, and saying so twice counts once", () => {
  const { admit } = open({ maxSocketsPerAddress: 2 });
  const one = admit("a");
  one?.joined();
  one?.joined();
  admit("a");
  expect(admit("a")).toBeNull();
  one?.release();
  expect(admit("a")).not.toBeNull();
  expect(admit("a")).toBeNull();
});

test("handshakes have a rate per address and one in all, of which refused ones use up nothing", () => {
  const { admit, advance, fill, reasons } = open({ rates: ["handshakes=1/2", "all-handshakes=10/5"] });
  expect(fill("a", 50)).toHaveLength(2);
  expect(reasons.at(-1)).toBe("rate");
  expect(fill("b", 2)).toHaveLength(2);
  expect(fill("c", 2)).toHaveLength(1);
  advance(1000);
  expect(admit("a")).not.toBeNull();
});
