import type * as v from "valibot";
import type { botCalls, botEvents } from "./bot-socket.js";
import type { Answer } from "./errors.js";
import type { visitorCalls, visitorEvents } from "./visitor-socket.js";

type CallTable = Record<string, { input: v.GenericSchema; reply: v.GenericSchema }>;
type EventTable = Record<string, { payload: v.GenericSchema }>;

/** The Socket.IO map of a table of calls: what the caller emits, with the acknowledgement it gets. */
type CallMap<T extends CallTable> = {
  [Name in keyof T]: (
    input: v.InferInput<T[Name]["input"]>,
    answer: (answer: Answer<v.InferOutput<T[Name]["reply"]>>) => void,
  ) => void;
};
/** The Socket.IO map of a table of events. */
type EventMap<T extends EventTable> = {
  [Name in keyof T]: (payload: v.InferOutput<T[Name]["payload"]>) => void;
};

export type VisitorCalls = CallMap<typeof visitorCalls>;
export type VisitorEvents = EventMap<typeof visitorEvents>;
export type BotCalls = CallMap<typeof botCalls>;
export type BotEvents = EventMap<typeof botEvents>;

/** The parsed input and the reply of one call, by table and name. */
export type CallInput<T extends CallTable, Name extends keyof T> = v.InferOutput<T[Name]["input"]>;
export type CallReply<T extends CallTable, Name extends keyof T> = v.InferOutput<T[Name]["reply"]>;
