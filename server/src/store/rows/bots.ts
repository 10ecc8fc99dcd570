import type { BotSettings, DeliveryPolicy, Hearable } from "@natter/protocol";
import type { BotEntity } from "../entities.js";
import { serial } from "../entities.js";
import { parsed, type Row } from "./cells.js";

/** Null, as most bots have it, means one after another. */
export function toPolicy(cell: unknown): DeliveryPolicy {
  return parsed<DeliveryPolicy>(cell) ?? serial;
}

export function fromPolicy(policy: DeliveryPolicy): string | null {
  return policy.type === "serial" ? null : JSON.stringify(policy);
}

export function toBot(row: Row): BotEntity {
  const [id, name, description, isRequired, hears, policy, settings, createdAt, removedAt, isManager] = row;
  return {
    id: id as string,
    name: name as string,
    description: description as string | null,
    isRequired: Boolean(isRequired),
    hears: parsed<Hearable[]>(hears) ?? [],
    policy: toPolicy(policy),
    settings: parsed<BotSettings>(settings) ?? {},
    createdAt: Number(createdAt),
    removedAt: removedAt == null ? null : Number(removedAt),
    isManager: Boolean(isManager),
  };
}
