import { parse, type RestCall, type RestCallName, restCalls } from "@natter/protocol";
import { expect, test } from "vitest";
import { openTestApp } from "../testing/test-app.js";
import { createDocument } from "./document.js";
import { goldenExample } from "./example.js";

interface Operation {
  operationId: RestCallName;
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { content: Record<string, { example?: unknown }> }>;
  security: Record<string, string[]>[];
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: object; securitySchemes: object; headers: object };
}

const document = createDocument() as unknown as Document;
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

test("the document describes the calls of the table, all and nothing else [F29]", () => {
  expect(document.openapi).toBe("3.1.1");
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => [operationId, method.toUpperCase(), path]),
  );
  const declared = Object.entries<RestCall>(restCalls).map(([name, { method, path }]) => [
    name,
    method,
    path.replace(/:(\w+)/gu, "{$1}"),
  ]);
  expect(described.sort()).toEqual(declared.sort());
});

test("every reference leads somewhere, and every parameter of a path is declared [F29]", () => {
  const text = JSON.stringify(document);
  for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/gu)) {
    const named = document.components[kind as keyof Document["components"]];
    expect(Object.keys(named), `${kind}/${name}`).toContain(name);
  }
  expect(text).not.toContain("$defs");
  for (const [path, methods] of Object.entries(document.paths)) {
    const wanted = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
    for (const { parameters } of Object.values(methods))
      expect(parameters.filter((one) => one.in === "path").map(({ name }) => name)).toEqual(wanted);
  }
});

test("every call says how it fails and who may call it [F29]", () => {
  for (const { operationId, responses, security } of operations) {
    expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(["403", "429", "500", "503"]));
    for (const scheme of security.flatMap(Object.keys))
      expect(Object.keys(document.components.securitySchemes)).toContain(scheme);
    const isOpen = (restCalls[operationId] as RestCall).access === "anyone";
    expect(security.length === 0, operationId).toBe(isOpen);
    expect("401" in responses, operationId).toBe(!isOpen);
  }
});

test("examples are the golden messages, which read back by the same schemas [F29]", () => {
  let count = 0;
  for (const { operationId, responses } of operations) {
    const { reply, status } = restCalls[operationId] as RestCall;
    if (!reply) continue;
    const example = responses[status]?.content["application/json"]?.example;
    expect(example, operationId).toEqual(goldenExample(`rest.${operationId}.reply`));
    expect(parse(reply, example), operationId).toEqual({ ok: true, value: example });
    count += 1;
  }
  expect(count).toBeGreaterThan(15);
});

test("the document is served, for programs of allowed sites [F29]", async () => {
  await using app = await openTestApp();
  const response = await app.call("GET", "/openapi.json", { headers: { Origin: "https://site.test" } });
  expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
  expect(await response.json()).toEqual(document);
});

test("the rendered reference comes whole from this server and may ask no other [F29]", async () => {
  await using app = await openTestApp();
  const page = await app.call("GET", "/docs");
  const csp = page.headers.get("Content-Security-Policy") ?? "";
  expect(csp).toContain("default-src 'none'");
  expect(csp).not.toMatch(/https?:|\*|script-src[^;]*'unsafe/u);
  const html = await page.text();
  expect(html).not.toMatch(/https?:\/\//u);
  for (const [, address] of html.matchAll(/(?:src|href)="([^"]+)"/gu)) {
    const asset = await fetch(new URL(address ?? "", page.url));
    expect([address, asset.status]).toEqual([address, 200]);
    expect((await asset.arrayBuffer()).byteLength).toBeGreaterThan(100);
  }
  for (const name of ["swagger-ui.js.map", "package.json", "..%2fpackage.json", "constructor"])
    expect((await app.call("GET", `/docs/${name}`)).status).toBe(404);
});
