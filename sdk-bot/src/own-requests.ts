import type { OwnCalls } from "./source/request-source.js";
import type { Input, Reply } from "./wire.js";

/** Which requests to read: those of one conversation, by its id, or in one status. Default: all. */
export type RequestQuery = Pick<Input<"requests">, "conversation" | "status">;
/** One request as the history keeps it: what the bot was asked, what it answered, and how long it took. */
export type RequestRecord = Reply<"requests">["requests"][number];

/** The bot's own history, newest first, page by page as it is read. What is asked meanwhile is not in it. */
export async function* ownRequests(calls: OwnCalls, query: RequestQuery): AsyncGenerator<RequestRecord> {
  let cursor: string | null = null;
  do {
    const page: Reply<"requests"> = await calls.call("requests", { ...query, ...(cursor && { cursor }) });
    yield* page.requests;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
