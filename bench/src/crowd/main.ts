// The crowd, a program: many clients that idle or misbehave, apart from the driver that measures.
import { setTimeout as wait } from "node:timers/promises";
import { type Membership, PROTOCOL_VERSION } from "@natter/protocol";
import type { CrowdOrder, CrowdReport } from "./orders.js";
import { RawSocket } from "./raw-socket.js";

const open = new Set<RawSocket>();
let isStopped = false;

async function create(url: string, address: string): Promise<Membership> {
  const response = await fetch(`${url}/api/v1/conversations`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": address },
    body: "{}",
  });
  if (response.status !== 201) throw new Error(`POST /conversations: ${response.status}`);
  // The server under measurement is our own: its answer is trusted.
  return (await response.json()) as Membership;
}

async function join(url: string, token: string, address: string): Promise<RawSocket | null> {
  const socket = await RawSocket.open(url, { token, protocol: PROTOCOL_VERSION }, address);
  if (socket) {
    open.add(socket);
    socket.tcp.once("close", () => open.delete(socket));
  }
  return socket;
}

/** Runs `work` for each number below `count`, at most `width` at a time. */
async function each(count: number, width: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

async function idle({ url, count }: Extract<CrowdOrder, { do: "idle" }>): Promise<CrowdReport> {
  await each(count, 32, async () => {
    const { token } = await create(url, "10.0.0.1");
    await join(url, token, "10.0.0.1");
  });
  return { opened: open.size, refused: count - open.size };
}

async function readers(order: Extract<CrowdOrder, { do: "readers" }>): Promise<CrowdReport> {
  const { url, areStuck, conversations, readersEach, messagesPerSecond } = order;
  // As long as a message may be, at three bytes a character: buffers fill soonest.
  const text = "漢".repeat(10_000);
  let sent = 0;
  let opened = 0;
  await each(conversations, 8, async (n) => {
    const address = `10.1.0.${n}`;
    const { token } = await create(url, address);
    for (let reader = 0; reader < readersEach; reader += 1) {
      const socket = await join(url, token, address);
      if (areStuck) socket?.tcp.pause();
      if (socket) opened += 1;
    }
    const writer = await join(url, token, address);
    const timer = setInterval(() => {
      if (isStopped) return clearInterval(timer);
      sent += 1;
      writer?.send(`42${sent}${JSON.stringify(["message.send", { localId: `s${sent}`, text }])}`);
    }, 1000 / messagesPerSecond);
  });
  return { opened, refused: conversations * readersEach - opened };
}

async function flood({ url }: Extract<CrowdOrder, { do: "flood" }>): Promise<CrowdReport> {
  const address = "10.2.0.1";
  const { token } = await create(url, address);
  // An event whose acknowledgement is asked for under the id 1.
  const call = '421["typing.set",{"isTyping":true}]';
  const report = { opened: 0, refused: 0 };
  void (async () => {
    while (!isStopped) {
      const socket = await join(url, token, address);
      if (!socket) {
        report.refused += 1;
        await wait(20);
        continue;
      }
      report.opened += 1;
      while (!socket.tcp.destroyed && !isStopped) {
        for (let n = 0; n < 200; n += 1) socket.send(call);
        await wait(0);
      }
    }
  })();
  return report;
}

async function storm({ url, count, perSecond }: Extract<CrowdOrder, { do: "storm" }>): Promise<CrowdReport> {
  const address = "10.3.0.1";
  const { token } = await create(url, address);
  const perTick = perSecond / 50;
  let asked = 0;
  void (async () => {
    while (asked < count && !isStopped) {
      for (let n = 0; n < perTick && asked < count; n += 1, asked += 1) void join(url, token, address);
      await wait(20);
    }
  })();
  return { opened: 0, refused: 0 };
}

async function stop(): Promise<CrowdReport> {
  isStopped = true;
  const report = { opened: open.size, refused: 0 };
  for (const { tcp } of open) tcp.destroy();
  open.clear();
  await wait(200);
  isStopped = false;
  return report;
}

function carryOut(order: CrowdOrder): Promise<CrowdReport> {
  if (order.do === "idle") return idle(order);
  if (order.do === "readers") return readers(order);
  if (order.do === "flood") return flood(order);
  if (order.do === "storm") return storm(order);
  return stop();
}

process.on("message", (order: CrowdOrder) => {
  carryOut(order).then(
    (report) => process.send?.(report),
    (error: unknown) => process.send?.({ error: String(error) } satisfies CrowdReport),
  );
});
process.once("disconnect", () => process.exit(0));
