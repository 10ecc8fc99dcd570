import * as v from "valibot";

/** One setting: its variable, how text becomes its value, what is allowed, and what holds without it. */
export interface Field {
  variable: `NATTER_${string}`;
  /** The name by which hosts commonly give it; `variable` wins. */
  alias?: "DATABASE_URL";
  about: string;
  /** Turns a variable's text into what the schema expects; text that does not fit is left for the schema to refuse. */
  fromText: (text: string) => unknown;
  schema: v.GenericSchema;
  fallback: unknown;
  /** A secret's value is never shown, in no fault and no log. */
  isSecret?: true;
}

export const asText = (text: string): unknown => text;
export const asNumber = (text: string): unknown => (/^\d{1,15}$/u.test(text) ? Number(text) : text);
export const asBoolean = (text: string): unknown =>
  ({ true: true, 1: true, false: false, 0: false })[text.toLowerCase()] ?? text;
export const asList = (text: string): unknown =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);

export const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

export const wholeNumber = (
  least: number,
  most: number,
  message: v.ErrorMessage<v.CustomIssue> = `must be a whole number from ${least} to ${most}`,
) =>
  v.custom<number>(
    (value) => typeof value === "number" && Number.isInteger(value) && value >= least && value <= most,
    message,
  );
export const yesOrNo = v.boolean("must be true or false");
