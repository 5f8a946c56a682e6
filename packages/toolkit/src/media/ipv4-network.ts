/**
 * `10.0.0.0/8` → `10.0.0.0-10.255.255.255`, as coturn writes ranges; a bare address is a range of one.
 * @param network valid, as the config's schema has it
 */
export function rangeOf(network: string): string {
  const [address = '', bits = '32'] = network.split('/');
  const size = 2 ** (32 - Number(bits));
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = number - (number % size);
  return `${dotted(first)}-${dotted(first + size - 1)}`;
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
