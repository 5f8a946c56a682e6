const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Letters and digits that are hard to confuse, from the CSPRNG; 32 symbols, so 5 bits each without bias. */
export function randomId(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}

/** A room name that nobody guesses (75 bits) and that can still be read out: `abcde-fghij-kmnpq`. */
export function randomRoomName(): string {
  return [randomId(5), randomId(5), randomId(5)].join('-');
}
