/** What administrators' keys may be for. */
export const adminScopes = [
  "requests:read",
  "conversations:read",
  "participants:write",
  "metrics:read",
  "messages:moderate",
  "bots:write",
  "keys:write",
] as const;
export type AdminScope = (typeof adminScopes)[number];
