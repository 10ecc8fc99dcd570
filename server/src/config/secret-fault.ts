/** What people write where a secret belongs, and what examples and tests of this project use. */
const wellKnown =
  /change.?me|secret.{0,3}(key|here)|your.{0,3}secret|my.{0,3}secret|example|default|placeholder|passw|test|bench|demo|12345|abcdef|qwerty/iu;

/** Fewest different characters: 33 random bytes in base64 have about 30, a hexadecimal secret has 16. */
const leastVariety = 10;

/** Why a secret that is long enough is none that could hold in production, or null. */
export function secretFault(secret: string): string | null {
  const isRandom =
    /^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[\w+/=-]{43,}$/u.test(secret) || /^[0-9a-f]{64,}$/iu.test(secret);
  if (new Set(secret).size < leastVariety) return "it repeats few characters, so that it can be guessed";
  if (!isRandom && wellKnown.test(secret)) return "it is, or reads like, one that everybody knows";
  return null;
}
