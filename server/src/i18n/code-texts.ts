import { type ErrorCode, errorCodes } from "@natter/protocol";
import type { Language } from "./languages.js";

interface CodeText {
  title: string;
  /** What whoever meets this error can do. */
  remedy: string;
}

const remedies: Readonly<Record<ErrorCode, string>> = {
  invalid: "Read errors: each entry names a field and says what would be right. Correct it and send again.",
  invalid_json: "Send one JSON object, in UTF-8, whole.",
  unknown_call: "Use a call of this protocol; docs/PROTOCOL.md lists them.",
  unsupported_protocol: "Update the older side.",
  unauthorized:
    "Send Authorization: Bearer with a token, or a key, that this server made and has not revoked.",
  token_expired: "Start a new conversation, or refresh a token with POST /api/v1/token before it expires.",
  forbidden: "Use a credential that allows it, or turn on what is off; detail says which.",
  origin_not_allowed: "The server's owner can add the site to NATTER_ORIGINS, or to the origins of the bot.",
  not_found: "Check the address and the ids in it; others' conversations look the same as none.",
  method_not_allowed: "Use a method of the Allow header.",
  conflict: "Make a new localId for another message; what detail names is no longer as you think.",
  conversation_ended: "Start a new conversation.",
  fenced: "Drop the work on this attempt; nothing that it does counts any more.",
  changed_mind: "Let the bot's code do the same things in the same order on every attempt at a request.",
  too_large: "Send less at once; detail names the limit, GET /api/v1/limits names all.",
  unsupported_media_type: "Send what detail names, mostly application/json.",
  rate_limited: "Wait as long as Retry-After says, then go on more slowly.",
  internal: "Try again; if it stays, give the server's owner the X-Request-Id of the answer.",
  overloaded: "Wait as long as Retry-After says and send the same again; a localId makes that safe.",
  unavailable: "Wait as long as Retry-After says and send the same again; a localId makes that safe.",
  draining: "Send the same again in a moment; a localId makes that safe.",
};

const pt: Readonly<Record<ErrorCode, CodeText>> = {
  invalid: {
    title: "Um campo falta, está malformado ou fora dos limites",
    remedy: "Leia errors: cada entrada nomeia um campo e diz o que seria correto. Corrija e envie de novo.",
  },
  invalid_json: {
    title: "O corpo ou o quadro não é JSON válido",
    remedy: "Envie um objeto JSON, em UTF-8, inteiro.",
  },
  unknown_call: {
    title: "Não há tal chamada neste protocolo",
    remedy: "Use uma chamada deste protocolo; docs/PROTOCOL.md lista-as.",
  },
  unsupported_protocol: {
    title: "A versão do protocolo não é falada aqui",
    remedy: "Atualize o lado mais antigo.",
  },
  unauthorized: {
    title: "Falta uma credencial válida",
    remedy: "Envie Authorization: Bearer com um token, ou uma chave, que este servidor fez e não revogou.",
  },
  token_expired: {
    title: "O token do visitante expirou",
    remedy: "Comece uma nova conversa, ou renove o token com POST /api/v1/token antes que expire.",
  },
  forbidden: {
    title: "Esta credencial não permite isso",
    remedy: "Use uma credencial que o permita, ou ligue o que está desligado; detail diz o quê.",
  },
  origin_not_allowed: {
    title: "Esta origem web não está na lista de permitidas",
    remedy: "O dono do servidor pode juntar o site a NATTER_ORIGINS, ou às origens do bot.",
  },
  not_found: {
    title: "Aqui não há nada, ou não é para você",
    remedy: "Confira o endereço e os ids nele; conversas de outros parecem não existir.",
  },
  method_not_allowed: {
    title: "O endereço existe, com outros métodos",
    remedy: "Use um método do cabeçalho Allow.",
  },
  conflict: {
    title: "Contradiz o que está guardado",
    remedy: "Crie um novo localId para outra mensagem; o que detail nomeia já não é como pensa.",
  },
  conversation_ended: { title: "A conversa terminou", remedy: "Comece uma nova conversa." },
  fenced: {
    title: "Outra tentativa assumiu este pedido",
    remedy: "Abandone o trabalho desta tentativa; nada do que ela faz conta mais.",
  },
  changed_mind: {
    title: "O código do bot faz outra coisa que a tentativa anterior",
    remedy: "O código do bot deve fazer as mesmas coisas na mesma ordem em cada tentativa de um pedido.",
  },
  too_large: {
    title: "O corpo ou o quadro é maior que o limite",
    remedy: "Envie menos de cada vez; detail nomeia o limite, GET /api/v1/limits nomeia todos.",
  },
  unsupported_media_type: {
    title: "O tipo de mídia do corpo não é aceito",
    remedy: "Envie o que detail nomeia, quase sempre application/json.",
  },
  rate_limited: {
    title: "Chamadas demais em pouco tempo",
    remedy: "Espere o que Retry-After diz, e continue mais devagar.",
  },
  internal: {
    title: "O servidor falhou; a falha está registrada",
    remedy: "Tente de novo; se persistir, dê ao dono do servidor o X-Request-Id da resposta.",
  },
  overloaded: {
    title: "A fila do servidor está cheia",
    remedy: "Espere o que Retry-After diz e envie o mesmo de novo; um localId torna isso seguro.",
  },
  unavailable: {
    title: "O servidor não alcança a sua base de dados",
    remedy: "Espere o que Retry-After diz e envie o mesmo de novo; um localId torna isso seguro.",
  },
  draining: {
    title: "O servidor está reiniciando",
    remedy: "Envie o mesmo de novo daqui a um momento; um localId torna isso seguro.",
  },
};

/** What a code means, and what to do about it. */
export function codeText(language: Language, code: ErrorCode): CodeText {
  return language === "pt" ? pt[code] : { title: errorCodes[code].title, remedy: remedies[code] };
}
