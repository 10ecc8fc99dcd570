import type { WidgetConfig } from "@natter/protocol";
import type { PanelConfig } from "./panel-config.js";

/** The page's attributes, and under them what the bot's owner has set on the server. */
export function withSettings(config: PanelConfig, settings: WidgetConfig | null): PanelConfig {
  if (!settings) return config;
  return {
    ...config,
    heading: config.heading || settings.title || "",
    welcome: config.welcome ?? settings.welcome,
    placeholder: config.placeholder || settings.placeholder || "",
    prompts: config.prompts.length > 0 ? config.prompts : settings.prompts,
  };
}
