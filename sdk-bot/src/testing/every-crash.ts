import type { Chat } from "./chat.js";
import type { CrashPoint } from "./crash-plan.js";
import { type BotUnderTest, type TalkOptions, type TeamUnderTest, talk } from "./talk.js";
import { written } from "./transcript.js";

/**
 * Runs a dialogue once undisturbed, then again with a crash at every call by which a bot answers: before it
 * reached the server, and after, unheard. Every run has to end with the same thread. Resolves to the number of
 * crashes, two for every call of the undisturbed run; rejects with the first crash that shows, and both threads.
 */
export async function everyCrash(
  underTest: BotUnderTest | TeamUnderTest,
  dialogue: (chat: Chat) => Promise<void>,
  options: TalkOptions = {},
): Promise<number> {
  const undisturbed = await run(underTest, dialogue, options);
  let crashes = 0;
  for (let call = 1; call <= undisturbed.calls; call++) {
    for (const point of ["before", "after"] as const) {
      const where = `a crash ${point} call ${call} of ${undisturbed.calls}`;
      const { thread } = await run(underTest, dialogue, options, { call, point }).catch((error: unknown) => {
        throw new Error(`${where} breaks the dialogue`, { cause: error });
      });
      crashes += 1;
      if (thread === undisturbed.thread) continue;
      throw new Error(
        `${where} shows in the thread.\nWithout it:\n${undisturbed.readable}\nWith it, as JSON:\n${thread}`,
      );
    }
  }
  return crashes;
}

async function run(
  underTest: BotUnderTest | TeamUnderTest,
  dialogue: (chat: Chat) => Promise<void>,
  options: TalkOptions,
  crash?: { call: number; point: CrashPoint },
): Promise<{ thread: string; readable: string; calls: number }> {
  const chat = await talk(underTest, options);
  try {
    if (crash) chat.crashAtCall(crash.call, crash.point);
    await dialogue(chat);
    const lines = await chat.transcript();
    return { thread: JSON.stringify(lines), readable: written(lines), calls: chat.calls };
  } finally {
    await chat.end();
  }
}
