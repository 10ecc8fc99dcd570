/** Why a call of a webhook was turned away. */
export type RefusalReason =
  | "method"
  | "too_large"
  | "unsigned"
  | "late"
  | "forged"
  | "malformed"
  | "replayed";

const statuses: Record<RefusalReason, number> = {
  method: 405,
  too_large: 413,
  unsigned: 401,
  late: 401,
  forged: 401,
  malformed: 400,
  replayed: 409,
};

/** Turns a call away; nothing of the bot has run. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }

  response(): Response {
    const { reason, message } = this;
    return Response.json({ reason, message }, { status: statuses[reason] });
  }
}
