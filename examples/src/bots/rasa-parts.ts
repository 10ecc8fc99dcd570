/** One part of what a Rasa server answers at `/webhooks/rest/webhook` (https://rasa.com/docs, REST channel). */
export interface RasaPart {
  text?: unknown;
  buttons?: unknown;
  image?: unknown;
}

export interface BridgedReply {
  text: string;
  options: string[];
  /** What the back end wants to hear for an option, by the option's text. */
  metadata: { payloads: Record<string, string> } | null;
}

/** Each part as a reply of its own; what a chat cannot show is said in words, so that nothing gets lost. */
export function repliesOf(parts: unknown): BridgedReply[] {
  return (Array.isArray(parts) ? parts : []).flatMap((part: RasaPart) => {
    const buttons = readButtons(part.buttons);
    const words = [part.text, part.image].filter((word) => typeof word === "string" && word.trim() !== "");
    const text = words.join("\n") || (buttons.length > 0 ? "Please choose:" : inWords(part));
    if (text === "") return [];
    const payloads = Object.fromEntries(buttons.map(({ title, payload }) => [title, payload]));
    return [
      {
        text,
        options: buttons.map(({ title }) => title),
        metadata: buttons.length > 0 ? { payloads } : null,
      },
    ];
  });
}

function readButtons(buttons: unknown): { title: string; payload: string }[] {
  return (Array.isArray(buttons) ? buttons : []).flatMap((button: { title?: unknown; payload?: unknown }) => {
    if (typeof button?.title !== "string" || button.title.trim() === "") return [];
    return [
      { title: button.title, payload: typeof button.payload === "string" ? button.payload : button.title },
    ];
  });
}

function inWords(part: object): string {
  const { recipient_id, ...rest } = part as Record<string, unknown>;
  return Object.keys(rest).length === 0 ? "" : JSON.stringify(rest);
}
