import fc from "fast-check";
import { expect, test } from "vitest";
import { splitLinks } from "./links.js";

const hrefs = (text: string) => splitLinks(text).flatMap(({ href }) => href ?? []);

test("http and https addresses become links, without the punctuation around them [F79]", () => {
  expect(hrefs("See https://example.com/a?b=c#d, or (http://example.org/x_(y)).")).toEqual([
    "https://example.com/a?b=c#d",
    "http://example.org/x_(y)",
  ]);
});

test.each([
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "file:///etc/passwd",
  "https://",
  "https://bank.example:pw@evil.example/",
  "//evil.example",
  "ftp://example.com",
])("%s does not become a link [F114]", (text) => {
  expect(hrefs(text)).toEqual([]);
});

test("the parts joined are the text, whatever it is [F79]", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.webUrl(),
    fc.constantFrom("http://", "(", ")", ".", "\n"),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      expect(
        splitLinks(text)
          .map((part) => part.text)
          .join(""),
      ).toBe(text);
      for (const href of hrefs(text)) expect(new URL(href).protocol).toMatch(/^https?:$/u);
    }),
  );
});
