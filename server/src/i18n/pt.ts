import type { MessageId } from "./en.js";

export const pt: Readonly<Record<MessageId, string>> = {
  "attempt.fenced": "Outra tentativa assumiu este pedido. Abandone o que esta fazia.",
  "body.broken": "O corpo não é JSON válido, ou foi cortado; envie um objeto JSON",
  "body.encoding":
    "A codificação do corpo não é entendida; envie UTF-8, simples ou comprimido com gzip ou deflate",
  "body.large": "O corpo tem mais de {max} bytes; envie menos de cada vez",
  "body.type": "O corpo chegou como {received}; envie JSON com Content-Type: application/json",
  "bot.none": "Não há bot {name} neste servidor; GET /api/v1/bots lista os que há",
  "bot.absent":
    'Nenhum bot "{name}" faz parte desta conversa além do gestor; os que fazem: {known}. Nada foi feito.',
  "bot.taken": "Já há um bot chamado {name}; DELETE /api/v1/admin/bots/:botId libera o nome.",
  "bot.unregistered": "Não há bot com este id; GET /api/v1/admin/bots lista os que há.",
  "bot.noManager": "Só o gestor da conversa pode fazer isso; este bot não é o gestor.",
  "call.none": 'Não há chamada "{name}". Há: {known}.',
  "commandKey.taken": "Esta commandKey já foi usada para outro comando. Use uma nova.",
  "conversation.ended": "A conversa terminou. Comece outra para continuar a falar.",
  "conversation.left": "Você saiu desta conversa. Comece outra ou entre em outra.",
  "conversation.none": "Essa conversa não existe, ou esta credencial não é para ela.",
  "conversations.whose":
    "Esta lista é para visitantes (Authorization: Bearer <token>), administradores, e para todos onde as salas estão ligadas.",
  "database.away": "O servidor não alcança a sua base de dados. Tente de novo um pouco mais tarde.",
  "database.unwritable":
    "O servidor não consegue escrever na sua base de dados agora. Nada foi guardado; envie de novo.",
  "effect.changed":
    "O efeito {index} deste pedido era {before}, e agora é {now}. Faça as mesmas coisas na mesma ordem em cada tentativa.",
  "file.empty": "O arquivo está vazio; envie um com pelo menos um byte",
  "file.expired": "Este endereço do arquivo expirou; leia a mensagem de novo, ela traz um novo",
  "file.large": "Um arquivo do tipo {type} tem aqui no máximo {max} bytes; envie um menor",
  "file.linkedByPerson":
    "As pessoas enviam arquivos carregando-os aqui; só bots podem enviar o endereço de um arquivo que está em outro lugar",
  "file.none": "Esse arquivo não existe; a mensagem pode ter sido apagada",
  "file.otherType": 'O arquivo é {detected} pelo conteúdo, o que não é {type}; envie-o como "attachment"',
  "file.refused": "Este servidor não aceita arquivos do tipo {type}: o limite é de 0 bytes",
  "file.unsigned":
    "O endereço de um arquivo só o abre com a assinatura; use-o inteiro, como a mensagem o traz, ou envie o token de um participante",
  "file.unwritable": "O servidor não consegue guardar arquivos agora. Nada foi guardado; envie de novo.",
  "file.used": "Este arquivo já foi enviado; carregue-o de novo para enviá-lo outra vez",
  "frame.broken": "Uma chamada é um quadro de texto JSON. Nada foi feito.",
  "frame.large": "Um quadro tem no máximo {max} caracteres. Envie menos de cada vez.",
  "identity.expired":
    "O token de identidade expirou; o servidor do site deve assinar outro, válido por dez minutos no máximo",
  "identity.off":
    "Este servidor não tem chave para verificar tokens de identidade; o dono pode definir NATTER_IDENTITY_KEY.",
  "identity.wrong":
    'O token de identidade não foi assinado por este site para o público "{audience}"{reason}',
  internal: "O servidor falhou; a falha está registrada. Tente de novo.",
  "key.admin":
    "A chave de administrador falta, está malformada, é desconhecida ou foi revogada; envie Authorization: Bearer natter_admin_…, e crie uma chave com: natter keys add <name> --scope {scope}",
  "key.bot":
    "A chave do bot está malformada, é desconhecida ou foi revogada; crie um bot e a sua chave com: natter bots add <name>",
  "key.beyond": "Uma chave faz chaves para o que ela mesma permite, e a esta falta {scopes}.",
  "key.none": "Não há chave com este id em vigor; GET /api/v1/admin/keys lista as que há.",
  "key.scope":
    "Falta a esta chave o escopo {scope}; crie uma que o tenha com: natter keys add <name> --scope {scope}",
  "key.taken": "Esta chave já foi usada com outro texto. Use uma chave nova.",
  "localId.taken":
    "Este localId já foi enviado com outro corpo. Crie um novo localId para uma mensagem nova.",
  "draft.published": "As pessoas já veem esta mensagem; não pode ser retirada.",
  "draft.rejected": "Esta mensagem foi rejeitada; o que é rejeitado fica por ver.",
  "draft.streaming": "Esta mensagem ainda está a ser escrita; decida quando estiver inteira.",
  "draft.tombstone": "Esta mensagem foi apagada; já não há o que decidir.",
  "draft.system": "As mensagens de sistema contam o que aconteceu; ninguém decide sobre elas.",
  "manager.taken":
    "Este servidor já tem um gerente, {name}, e só pode haver um; DELETE /api/v1/admin/bots/:botId abre lugar.",
  "message.deleted": "Uma mensagem apagada não pode ser editada.",
  "message.none": "Essa mensagem não existe nesta conversa.",
  "message.notOwn": "Só as próprias mensagens podem ser alteradas.",
  "method.wrong": "{path} aceita {methods}, não {method}",
  "nickname.notOwn": "Só o próprio apelido pode ser alterado.",
  nothing: "Não há nada em {path}; /api/v1/docs mostra o que há",
  "origin.bot": "O bot {name} não fala em {origin}; o dono pode juntá-la às origens do bot",
  "origin.wrong": "A origem {origin} não pode usar este servidor; o dono pode juntá-la a NATTER_ORIGINS",
  "participant.none": "Esse participante não existe.",
  "permission.none": "{permission} não é para {role}; é para: {allowed}.",
  "protocol.wrong": "Este servidor fala o protocolo {spoken}, não {asked}. Atualize o lado mais antigo.",
  "parts.broken": "O corpo multipart está malformado ou foi cortado; envie-o inteiro de novo",
  "parts.type":
    "Envie multipart/form-data: uma parte chamada message com JSON, depois uma parte chamada file",
  "queue.full": "A fila de escrita do servidor está cheia. Envie de novo um pouco mais tarde.",
  "rate.limited":
    'Chamadas demais em pouco tempo (limite "{name}"). Espere {retryAfterMs} ms e continue mais devagar.',
  "redirect.hops":
    "Este seria o {hops}.º redirecionamento seguido sem uma pessoa, e no máximo {max} são permitidos. Responda antes às pessoas.",
  "request.none": "Esse pedido não existe para este bot.",
  "rooms.list":
    "Todas as conversas são listadas para administradores e, onde as salas estão ligadas, para todos; omita of=all para ver as suas.",
  "rooms.off": "Entrar está desligado neste servidor. O dono pode ligar as salas.",
  "server.draining": "O servidor está reiniciando. Envie de novo depois de reconectar.",
  "stream.none": "Nada foi escrito no índice {index}. Envie um delta antes de delta.end.",
  "text.large": "Uma mensagem tem no máximo {max} caracteres.",
  "token.expired": "O token tem mais de 30 dias; comece uma nova conversa, ou entre nesta de novo sem token",
  "token.missing":
    "Falta o token do visitante; envie Authorization: Bearer <token>, com o token devolvido ao criar a conversa ou ao entrar nela",
  "token.revoked": "Este token foi revogado. Comece uma nova conversa, ou entre de novo.",
  "token.wrong":
    "O token não foi assinado por este servidor; use o token devolvido ao criar a conversa ou ao entrar nela",
};
