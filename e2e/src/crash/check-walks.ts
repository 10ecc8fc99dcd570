import type { ClientHistory, History } from "./history.js";
import type { Violation } from "./violation.js";

/** Each client's walk along its cursor, through every reconnect, against the feed read afresh. */
export function checkWalks({ clients, conversations }: History): Violation[] {
  return clients.flatMap((client) => {
    const feed = conversations.find(({ id }) => id === client.conversationId)?.feed ?? [];
    return [...checkSteps(client), ...checkCompleteness(client, new Set(feed.map((entry) => entry.version)))];
  });
}

function checkSteps({ name, walk }: ClientHistory): Violation[] {
  const found: Violation[] = [];
  let last = 0;
  for (const { version, id } of walk) {
    if (version <= last)
      found.push({ rule: "walk-repeat", says: `${name}: ${version} (${id}) after ${last}` });
    last = Math.max(last, version);
  }
  return found;
}

function checkCompleteness({ name, walk }: ClientHistory, versions: Set<number>): Violation[] {
  const walked = new Set(walk.map((entry) => entry.version));
  const missed = [...versions].filter((version) => !walked.has(version));
  if (missed.length === 0) return [];
  return [
    {
      rule: "walk-incomplete",
      says: `${name} missed ${missed.length} of ${versions.size}, first ${missed[0]}`,
    },
  ];
}
