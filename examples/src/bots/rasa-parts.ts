import { type BridgedReply, isAddress, isFilled, offering } from "./bridge-bot.js";

/** One part of what a Rasa server answers at `/webhooks/rest/webhook` (https://rasa.com/docs, REST channel). */
interface RasaPart {
  text?: unknown;
  buttons?: unknown;
  image?: unknown;
}

/** Each part as messages of its own; what a chat cannot show is said in words, so that nothing gets lost. */
export function repliesOf(parts: unknown): BridgedReply[] {
  return (Array.isArray(parts) ? parts : []).flatMap((part: RasaPart) => {
    const offered = offering(readButtons(part.buttons));
    const image = isAddress(part.image) ? [{ file: part.image, type: "image" as const }] : [];
    // An image that is no address may still mean something to somebody.
    const words = [part.text, image.length === 0 ? part.image : ""].filter(isFilled);
    const isBare = words.length === 0 && image.length === 0;
    const text = words.join("\n") || (offered.options ? "Please choose:" : isBare ? inWords(part) : "");
    return [...image, ...(text === "" ? [] : [{ text, ...offered }])];
  });
}

function readButtons(buttons: unknown): { title: string; payload: string }[] {
  return (Array.isArray(buttons) ? buttons : []).flatMap((button: { title?: unknown; payload?: unknown }) => {
    if (!isFilled(button?.title)) return [];
    return [
      { title: button.title, payload: typeof button.payload === "string" ? button.payload : button.title },
    ];
  });
}

function inWords(part: object): string {
  const { recipient_id, ...rest } = part as Record<string, unknown>;
  return Object.keys(rest).length === 0 ? "" : JSON.stringify(rest);
}
