import {
  attemptRestCalls,
  type botCalls,
  type ErrorCode,
  type RestCall,
  type RestCallName,
} from "@natter/protocol";
import { type Permission, permissions, type Role as Standing } from "../../chat/policy.js";
import { isAdmin, isBot, type Role } from "./roles.js";

export type Outcome = "ok" | ErrorCode;

/**
 * What a call of a visitor's is about: a conversation, which a permission guards; oneself; or getting in, where rooms
 * are off. Every call that a visitor may make has to be named here; the tests fail for one that is not.
 */
export const concerns: Partial<Record<RestCallName, Permission | "oneself" | "present self" | "getting in">> =
  {
    createConversation: "oneself",
    listConversations: "oneself",
    refreshToken: "present self",
    joinConversation: "getting in",
    getConversation: "conversation.read",
    readMessages: "feed.read",
    markRead: "read.mark",
    getFile: "file.read",
    sendMessage: "message.send",
    editMessage: "message.edit",
    deleteMessage: "message.delete",
    renameParticipant: "participant.rename",
    leaveConversation: "conversation.leave",
    endConversation: "conversation.end",
  };

/** What is still answered to somebody who has left: leaving again changes nothing. */
export const afterLeaving: ReadonlySet<Permission> = new Set(["conversation.leave"]);

/** What the tables say comes of a call over REST. */
export function expectedOverRest(name: RestCallName, { access }: RestCall, role: Role): Outcome {
  const scope = /(?<=admin:).+/u.exec(access)?.[0];
  if (access === "anyone") return "ok";
  const isAboutConversation = name in attemptRestCalls || name === "sayAsBot" || name === "leaveAsBot";
  if (isAboutConversation && role === "other bot") return "not_found";
  if (access === "bot") return role === "bot" || role === "other bot" ? "ok" : "unauthorized";
  if (isAdmin(role) && scope !== undefined) return role === `admin ${scope}` ? "ok" : "forbidden";
  if (access.startsWith("admin:")) return "unauthorized";
  return expectedOfVisitor(name, !access.startsWith("optional-"), role);
}

function expectedOfVisitor(name: RestCallName, isTokenNeeded: boolean, role: Role): Outcome {
  const concern = concerns[name];
  if (concern === undefined) throw new Error(`${name} is a visitor's call; say what it concerns`);
  if (role === "expired token") return "token_expired";
  if (role === "revoked token" || isBot(role) || isAdmin(role)) return "unauthorized";
  if (role === "nobody") {
    if (isTokenNeeded) return "unauthorized";
    // Without rooms the list and a conversation are nobody's; a file needs a signature, a join needs rooms.
    if (concern === "oneself") return name === "createConversation" ? "ok" : "unauthorized";
    return concern === "conversation.read" ? "unauthorized" : "forbidden";
  }
  if (concern === "oneself") return "ok";
  if (concern === "present self") return role === "left visitor" ? "forbidden" : "ok";
  if (concern === "getting in") return role === "member" ? "ok" : "forbidden";
  return expectedIn(concern, role);
}

/** What the core's table of permissions says of somebody who holds a good token. */
export function expectedIn(permission: Permission, role: Role): Outcome {
  if (role === "other visitor") return "not_found";
  const allowed: readonly Standing[] = permissions[permission];
  if (!allowed.includes("member")) return "forbidden";
  return role === "left visitor" && !afterLeaving.has(permission) ? "forbidden" : "ok";
}

/** Whom the door of people lets in. What a socket may then do is about its own conversation alone. */
export function expectedAtVisitorDoor(role: Role): Outcome {
  if (role === "nobody") return "invalid";
  if (role === "expired token") return "token_expired";
  if (role === "left visitor") return "forbidden";
  return role === "member" || role === "other visitor" ? "ok" : "unauthorized";
}

/** Bots act on their own requests, and speak where they are part of the conversation; all else is about themselves. */
export function expectedOfBot(
  name: keyof typeof botCalls,
  isAboutRequest: boolean,
  role: "bot" | "other bot",
): Outcome {
  const isOthers = isAboutRequest || name === "say" || name === "leave";
  return role === "other bot" && isOthers ? "not_found" : "ok";
}

export function expectedAtBotDoor(role: Role): Outcome {
  if (role === "nobody") return "invalid";
  return role === "bot" || role === "other bot" ? "ok" : "unauthorized";
}
