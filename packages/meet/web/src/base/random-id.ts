const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Letters and digits that are hard to confuse, from the CSPRNG; 32 symbols, so 5 bits each without bias. */
export function randomId(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}

const consonants = 'bdfghjklmnprstvz';
const vowels = 'aiou';

/** Consonant, vowel, consonant, vowel, consonant: 4 + 2 + 4 + 2 + 4 bits. */
function word(bits: number): string {
  const consonant = (shift: number) => consonants.charAt((bits >> shift) & 15);
  const vowel = (shift: number) => vowels.charAt((bits >> shift) & 3);
  return [consonant(12), vowel(10), consonant(6), vowel(4), consonant(0)].join('');
}

/**
 * A room name that nobody guesses (80 bits from the CSPRNG) and that can be read out: `bafig-todur-nisap-lumad-vohik`,
 * after the pattern of proquints.
 */
export function randomRoomName(): string {
  return Array.from(crypto.getRandomValues(new Uint16Array(5)), word).join('-');
}
