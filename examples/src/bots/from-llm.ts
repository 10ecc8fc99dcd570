/**
 * What clients of language models give while they stream, as far as it concerns text: the chunks of a chat completion
 * (`choices[0].delta.content`), the events of a response (`delta`), those of a message (`delta.text`).
 */
export interface LlmChunk {
  choices?: readonly { delta?: { content?: string | null } }[];
  delta?: string | { text?: string };
}

/**
 * The text in the stream of such a client, for `ctx.reply`:
 *
 *     bot.on("text", async (ctx) => {
 *       const chunks = await client.chat.completions.create({ …, stream: true }, { signal: ctx.signal });
 *       await ctx.reply(textOf(chunks));
 *     });
 */
export async function* textOf(chunks: AsyncIterable<LlmChunk>): AsyncGenerator<string> {
  for await (const { choices, delta } of chunks) {
    const piece = choices?.[0]?.delta?.content ?? (typeof delta === "string" ? delta : delta?.text);
    if (piece) yield piece;
  }
}
