import type { Answer, VisitorCalls } from "@natter/protocol";

export type VisitorCallName = keyof VisitorCalls;

export type CallInputOf<Name extends VisitorCallName> = Parameters<VisitorCalls[Name]>[0];

type AnswerOf<Name extends VisitorCallName> = Parameters<Parameters<VisitorCalls[Name]>[1]>[0];

export type CallReplyOf<Name extends VisitorCallName> =
  AnswerOf<Name> extends Answer<infer Reply> ? Reply : never;
