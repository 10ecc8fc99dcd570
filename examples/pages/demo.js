// Chooses the bot by the address, and embeds the widget the way a site would.
const bots = ["menu", "echo", "calculator", "order", "streaming"];
const prompts = {
  menu: "What can I order?|Tell me a joke",
  echo: "Hello!|Can you hear me?",
  calculator: "2 + 2 * 10|(1 + sqrt(5)) / 2",
  order: "I would like to order",
  streaming: "What are you?",
};
const asked = new URLSearchParams(location.search).get("bot");
const bot = bots.includes(asked) ? asked : "menu";

for (const card of document.querySelectorAll("[data-bot]")) {
  if (card.dataset.bot === bot) card.setAttribute("aria-current", "true");
}

const snippet = document.querySelector("#snippet");
if (snippet)
  snippet.textContent = `<script async src="${location.origin}/natter.js" data-bot="${bot}"></script>`;

const script = document.createElement("script");
script.async = true;
script.dataset.bot = bot;
script.dataset.prompts = prompts[bot];
// A page that requires Trusted Types has to vouch for the addresses that it loads scripts from.
const vouch = globalThis.trustedTypes?.createPolicy("demo", { createScriptURL: (url) => url });
script.src = vouch ? vouch.createScriptURL("/natter.js") : "/natter.js";
document.head.append(script);
