/** A sender recognises a refused message by its own name for it. */
export function localIdOf(value: unknown): string | undefined {
  const localId =
    typeof value === "object" && value !== null && "localId" in value ? value.localId : undefined;
  return typeof localId === "string" ? localId : undefined;
}
