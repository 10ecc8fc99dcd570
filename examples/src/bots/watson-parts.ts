import { type BridgedReply, isAddress, isFilled, offering } from "./bridge-bot.js";

/** One entry of `output.generic`, in which Watson Assistant and what speaks like it answer. */
interface WatsonPart {
  response_type?: unknown;
  text?: unknown;
  title?: unknown;
  description?: unknown;
  source?: unknown;
  options?: unknown;
}

const fileTypes = { image: "image", audio: "audio", video: "video" } as const;

/** Each entry as a message: texts, options, images, sounds and films; what a chat cannot show is said in words. */
export function repliesOfWatson(answer: unknown): BridgedReply[] {
  const { output } = (answer ?? {}) as { output?: { generic?: unknown } };
  const parts: unknown = output?.generic;
  return (Array.isArray(parts) ? parts : []).flatMap((part: WatsonPart): BridgedReply[] => {
    const type = String(part.response_type);
    // How long to seem to type; the widget shows that by itself.
    if (type === "pause") return [];
    const words = [part.title, part.description, part.text].filter(isFilled).join("\n");
    const fileType = Object.hasOwn(fileTypes, type) ? fileTypes[type as keyof typeof fileTypes] : undefined;
    if (fileType && isAddress(part.source)) return [{ file: part.source, type: fileType, text: words }];
    const offered = offering(readOptions(part.options));
    const source = isFilled(part.source) ? part.source : "";
    const text = [words, source].filter(isFilled).join("\n");
    return [{ text: text || (offered.options ? "Please choose:" : JSON.stringify(part)), ...offered }];
  });
}

/** `{label, value: {input: {text}}}`. */
function readOptions(options: unknown): { title: string; payload: string }[] {
  return (Array.isArray(options) ? options : []).flatMap(
    (option: { label?: unknown; value?: { input?: { text?: unknown } } }) => {
      if (!isFilled(option?.label)) return [];
      const said = option.value?.input?.text;
      return [{ title: option.label, payload: isFilled(said) ? said : option.label }];
    },
  );
}
