// The test kit: a bot on the real delivery engine, in this process, without a port. Needs @natter/server.

export type { Chat } from "./testing/chat.js";
export { everyCrash } from "./testing/every-crash.js";
export type { Moderator } from "./testing/moderator.js";
export type { BotUnderTest, TalkOptions, TeamUnderTest } from "./testing/talk.js";
export { talk } from "./testing/talk.js";
export type { Line } from "./testing/transcript.js";
export type { User } from "./testing/user.js";
