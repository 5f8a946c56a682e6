import type { CSSProperties } from 'react';

/** Up to two first letters of a name. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => firstLetter(word)).join('');
}

function firstLetter(word: string = ''): string {
  const code = word.codePointAt(0);
  return code === undefined ? '' : String.fromCodePoint(code).toUpperCase();
}

/** A hue that stays the same for a name. */
export function hueOf(name: string): number {
  let hue = 7;
  for (const letter of name) hue = (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return hue;
}

export function Avatar({ name }: { readonly name: string }) {
  const style = { '--hue': hueOf(name) } as CSSProperties;
  return (
    <div className="avatar" style={style} aria-hidden="true">
      {initials(name)}
    </div>
  );
}
