import type { Message } from "@natter/protocol";
import { NatterBotError } from "../errors.js";
import { RecordingLogger } from "../recording-logger.fixture.js";
import { aBot, aRequest, textMessage } from "../request.fixture.js";
import { ScriptedLink } from "../scripted-link.fixture.js";
import type { BotRequest } from "../wire.js";
import { Manager } from "./manager.js";
import { OneRequestSource } from "./one-request-source.fixture.js";

const bots = [aBot("echo"), aBot("calculator")];

/** A request about what a person said. */
export function said(message: Message = textMessage("hello")): BotRequest {
  return aRequest({ kind: "human", message, bots });
}

/** A request about what a bot wants to say. */
export function drafted(message: Message = textMessage("You said: hello")): BotRequest {
  return aRequest({ kind: "draft", message: { ...message, seq: 0, version: 0 }, bots });
}

/** What a manager does about one request: its effects, then `done`, or what it failed with. */
export async function askManager(
  request: BotRequest,
  teach: (manager: Manager) => unknown,
  link = new ScriptedLink(),
) {
  const source = new OneRequestSource({ id: "b-1", name: "boss", isManager: true });
  await using manager = new Manager({ source, logger: new RecordingLogger(), handleSignals: false });
  teach(manager);
  await manager.start();
  await source.deliver(request, link);
  return link.calls.map((call) => {
    if (call.name === "effect") return call.input.effect;
    return call.name === "fail" ? call.input.error : call.name;
  });
}

/** A link whose server refuses every effect with that code. */
export function refusing(code: "conflict" | "forbidden" | "internal"): ScriptedLink {
  const link = new ScriptedLink();
  link.before = ({ name }) => {
    if (name === "effect") throw new NatterBotError(code, "the server says no");
  };
  return link;
}
