import * as v from "valibot";
import { limits } from "./limits.js";

/** Where a file lies that the server does not hold. It is handed on as it is and never fetched. */
export const ExternalFileUrl = v.pipe(
  v.string("must be a string"),
  v.maxLength(
    limits.externalUrlMaxChars,
    `is longer than ${limits.externalUrlMaxChars} characters; use a shorter address`,
  ),
  v.check(isPlainWebAddress, "must be an http:// or https:// address without spaces, user name and password"),
);

/** Parsers forgive what people do not see: white space, backslashes, `https://known.example@other.example`. */
function isPlainWebAddress(text: string): boolean {
  if (!/^https?:\/\/[^\s\\\p{Cc}\p{Cf}]+$/iu.test(text) || !text.isWellFormed() || !URL.canParse(text))
    return false;
  const { username, password, hostname } = new URL(text);
  return hostname !== "" && username === "" && password === "";
}
