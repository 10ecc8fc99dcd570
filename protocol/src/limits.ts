/** Every bound of the wire. Schemas, documentation and clients read them from here. */
export const limits = {
  /** Characters (UTF-16 code units) in the text of one message. */
  textMaxChars: 10_000,
  /** Characters in a `localId`; a UUID fits. */
  localIdMaxChars: 64,
  /** Characters in a participant's nickname and in a conversation's name. */
  nicknameMaxChars: 50,
  nameMaxChars: 50,
  /** Options that one message may offer, and characters in each. */
  optionsMaxCount: 25,
  optionMaxChars: 200,
  /** Characters of a bot's description. */
  descriptionMaxChars: 500,
  /** Characters of a bot's welcome, and example prompts that it offers. */
  welcomeMaxChars: 2000,
  promptsMaxCount: 8,
  /** Bytes of UTF-8 in a file's name, and characters in the address of a file that lies elsewhere. */
  fileNameMaxBytes: 255,
  externalUrlMaxChars: 2048,
  /** Bots that one conversation may start with. */
  botsMaxCount: 8,
  /** Bytes of JSON (UTF-8) in the metadata of one message or conversation. */
  metadataMaxBytes: 4096,
  /** Objects and arrays within one another in metadata, and keys over all of its levels. */
  metadataMaxDepth: 8,
  metadataMaxKeys: 128,
  /** Objects and arrays within one another in anything that arrives; deeper is refused unread. */
  jsonMaxDepth: 32,
  /** Changes or messages in one page of a feed. */
  feedPageMax: 200,
  /** Bytes of JSON (UTF-8) in the messages of one page or packet of a feed; a longer message comes alone. */
  feedPageMaxBytes: 262_144,
  /** Characters of one frame, and bytes of one JSON body. A longer one is refused, the link stays. */
  frameMaxChars: 65_536,
  /** Bytes past which the link is cut, because reading further would already hurt others. */
  linkMaxBytes: 1_048_576,
  /** Requests that one bot instance may have in flight. */
  creditMax: 1000,
  /** A burst: how long its sender may pause, how long it may last, and its messages: few enough for a webhook's body. */
  burstQuietMaxMs: 60_000,
  burstMaxMs: 600_000,
  burstMessagesMaxCount: 16,
  /** Effects of one request. */
  effectsMaxCount: 1000,
  /** Characters in the key of what a bot says of its own accord. */
  sayKeyMaxChars: 60,
  /** How long a bot's question waits for an answer: where the bot did not say, and at most. */
  askTimeoutDefaultMs: 86_400_000,
  askTimeoutMaxMs: 2_592_000_000,
  /** How long a draft may be held before its policy happens, at most. */
  holdTimeoutMaxMs: 2_592_000_000,
  /** Characters in the reason of a rejection. */
  reasonMaxChars: 500,
  /** Characters in the name of a bot's step, and bytes of JSON (UTF-8) in its result. */
  stepNameMaxChars: 100,
  stepResultMaxBytes: 16_384,
  /** Bytes of JSON (UTF-8) in one report of a tool's use. */
  reportMaxBytes: 32_768,
  /** Characters of an error that a bot reports. */
  botErrorMaxChars: 2000,
} as const;
