import { stripVTControlCharacters, styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
/** Colours a text, or leaves it alone where colours are off. */
export type Paint = (style: Style, text: string) => string;

export function painter(fancy: boolean): Paint {
  return fancy ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}

/** Width on screen; letters that take two columns are rare here and counted as one. */
export function width(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

/** `950 ms`, `1.2 s`, `2 min 5 s`. */
export function formatMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

/** Text from outside must not move the cursor or ring the bell. */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\t', '    ')
    .replaceAll(/\p{Cc}/gu, '');
}

/** The same, for messages: line breaks and runs of blanks become one blank. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' ')).trim();
}
