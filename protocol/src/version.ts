/**
 * The version both sides name in the handshake. It rises only when an older peer could no longer
 * understand a newer one; new events and new fields are ignored by older peers and need no new number.
 */
export const PROTOCOL_VERSION = 1;
