/**
 * What schemas say of a field, as the protocol writes it and in Portuguese. The protocol knows no languages, so its
 * English is the key; a test finds every text of its schemas that is missing here.
 */
export const faultsPt: readonly (readonly [en: string, pt: string])[] = [
  ["is missing; it is required", "falta; é obrigatório"],
  ["is not known here; remove it or correct its name", "não é conhecido aqui; remova-o ou corrija o nome"],
  ["must be an object, not an array", "tem de ser um objeto, não uma lista"],
  ["must be one JSON object", "tem de ser um objeto JSON"],
  ["must be a string", "tem de ser um texto"],
  [
    "must be a string; make one per message, such as a UUID",
    "tem de ser um texto; crie um por mensagem, como um UUID",
  ],
  [
    "must be a string: the token that creating or joining the conversation returned",
    "tem de ser um texto: o token devolvido ao criar a conversa ou ao entrar nela",
  ],
  [
    "must be a string: the key that `natter bots add` showed once",
    "tem de ser um texto: a chave que `natter bots add` mostrou uma vez",
  ],
  ["is empty; make one per message, such as a UUID", "está vazio; crie um por mensagem, como um UUID"],
  ["is empty; give at least one visible character", "está vazio; dê ao menos um caractere visível"],
  [
    "contains line breaks, control characters or marks that turn the direction of text; remove them",
    "contém quebras de linha, caracteres de controle ou marcas que viram a direção do texto; remova-os",
  ],
  ["must not be empty", "não pode estar vazio"],
  ["is longer than {max} characters; shorten it", "tem mais de {max} caracteres; encurte-o"],
  ["has more than {max} options; offer fewer", "tem mais de {max} opções; ofereça menos"],
  ["has more than {max} bots; start with fewer", "tem mais de {max} bots; comece com menos"],
  [
    "contains U+0000 or half of a surrogate pair, which cannot be stored; remove it",
    "contém U+0000 ou metade de um par substituto, que não podem ser guardados; remova-os",
  ],
  [
    "contains U+0000, which cannot be stored; remove it",
    "contém U+0000, que não pode ser guardado; remova-o",
  ],
  [
    "is larger than {max} bytes of JSON; store it elsewhere and send a reference",
    "tem mais de {max} bytes de JSON; guarde-o noutro lugar e envie uma referência",
  ],
  [
    "is not an id: ids have 1 to 64 letters, digits, - or _",
    "não é um id: ids têm de 1 a 64 letras, dígitos, - ou _",
  ],
  ["must be a number of milliseconds", "tem de ser um número de milissegundos"],
  ["must be a number", "tem de ser um número"],
  ["must be a whole number", "tem de ser um número inteiro"],
  ["must not be negative", "não pode ser negativo"],
  ["must be at least {min}", "tem de ser no mínimo {min}"],
  ["must be at most {max}", "tem de ser no máximo {max}"],
  ["must be below {max}", "tem de ser menor que {max}"],
  ["must be an object", "tem de ser um objeto"],
  ["must be an array", "tem de ser uma lista"],
  ["must be an array of bot names", "tem de ser uma lista de nomes de bots"],
  ["must be an array of {text}", "tem de ser uma lista de {text}"],
  ["must be the name of a bot", "tem de ser o nome de um bot"],
  ["must be the name of a bot of the conversation", "tem de ser o nome de um bot da conversa"],
  ["is empty; name a bot", "está vazio; indique um bot"],
  ["has more than {max} bots; name fewer", "tem mais de {max} bots; indique menos"],
  ['must be "approve" or "reject"', 'tem de ser "approve" ou "reject"'],
  ["is no cursor", "não é um cursor"],
  [
    "must be 1 to 50 letters, digits, dots, dashes or underscores, such as weather-bot",
    "tem de ter de 1 a 50 letras, dígitos, pontos, hífens ou sublinhados, como weather-bot",
  ],
  ["has more than {max} prompts; keep the best", "tem mais de {max} sugestões; fique com as melhores"],
  [
    "must be an https:// address, or a path of this server such as /logo.svg",
    "tem de ser um endereço https://, ou um caminho deste servidor como /logo.svg",
  ],
  [
    "must be a CSS colour such as #2563eb, teal or rgb(37 99 235)",
    "tem de ser uma cor CSS como #2563eb, teal ou rgb(37 99 235)",
  ],
  ["must be an origin", "tem de ser uma origem"],
  [
    "has more than {max} origins; use https://*.example.com",
    "tem mais de {max} origens; use https://*.example.com",
  ],
  ["is empty; name a scope", "está vazio; indique um escopo"],
  ["must be true or false", "tem de ser true ou false"],
  ["must be given once", "tem de ser dado uma vez"],
  ["must be the protocol version as a number", "tem de ser a versão do protocolo, como número"],
  ['must be "message" or "system"', 'tem de ser "message" ou "system"'],
  ['must be "serial", "latest" or "burst"', 'tem de ser "serial", "latest" ou "burst"'],
  ['must be "text"', 'tem de ser "text"'],
  ["must be one of {list}", "tem de ser um destes: {list}"],
  [
    'must be an ISO 8601 time such as 2026-01-31T08:00:00Z, integer milliseconds, or "now"',
    'tem de ser uma hora ISO 8601 como 2026-01-31T08:00:00Z, milissegundos inteiros, ou "now"',
  ],
  ["must not be given with after; give one of them", "não pode ser dado com after; dê um deles"],
  [
    "is not a message of this conversation that you can see",
    "não é uma mensagem desta conversa que você possa ver",
  ],
  [
    '"{name}" names no bot of this server; GET /api/v1/bots lists them, `natter bots add <name>` adds one',
    '"{name}" não é nome de nenhum bot deste servidor; GET /api/v1/bots lista-os, `natter bots add <name>` acrescenta um',
  ],
  ['must be "text", or one of {list} with a file', 'tem de ser "text", ou um destes, com um arquivo: {list}'],
  ["is nested deeper than {max} levels; flatten it", "tem mais de {max} níveis; achate-o"],
  [
    "has more than {max} keys over all levels; store it elsewhere and send a reference",
    "tem mais de {max} chaves em todos os níveis; guarde-o noutro lugar e envie uma referência",
  ],
  [
    "is longer than {max} characters; use a shorter address",
    "tem mais de {max} caracteres; use um endereço mais curto",
  ],
  [
    "must be an http:// or https:// address without spaces, user name and password",
    "tem de ser um endereço http:// ou https:// sem espaços, nome de usuário e senha",
  ],
  ["must be an object of numbers", "tem de ser um objeto de números"],
  ["must be an object with the value", "tem de ser um objeto com o valor"],
  ["is larger than {max} bytes of JSON; report less of it", "tem mais de {max} bytes de JSON; relate menos"],
  [
    "is larger than {max} bytes of JSON; store it elsewhere and record a reference",
    "tem mais de {max} bytes de JSON; guarde-o noutro lugar e registre uma referência",
  ],
  ["is empty; send it when there is something", "está vazio; envie-o quando houver algo"],
  ["is longer than {max} characters", "tem mais de {max} caracteres"],
  ["must be given, or else fileKey, and not both", "tem de ser dado, ou então fileKey, e não ambos"],
];
