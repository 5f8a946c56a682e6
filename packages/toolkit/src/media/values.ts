import { mediaErrors } from './media-errors.ts';

/**
 * A double-quoted string as Redis and libconfig (Janus) read it: both know the escapes \\ and \".
 * @throws MEDIA_VALUE_UNUSABLE for control characters, which could start a line of their own
 */
export function quote(text: string, setting: string): string {
  assertOneLine(text, setting);
  return `"${text.replaceAll(/[\\"]/g, (mark) => `\\${mark}`)}"`;
}

/**
 * A value of coturn's file: the rest of the line, no quoting known.
 * @throws MEDIA_VALUE_UNUSABLE for what the file's reader would cut off or read as something else
 */
export function plainValue(text: string, setting: string): string {
  assertOneLine(text, setting);
  if (/^[\s"'#]|["'\s]$/.test(text)) {
    throw mediaErrors.make(
      'MEDIA_VALUE_UNUSABLE',
      `${setting} starts or ends with a space, a quotation mark or #, which coturn's config file cannot carry`,
      { hint: 'use letters, digits, and - _ . + / = only' },
    );
  }
  return text;
}

function assertOneLine(text: string, setting: string): void {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (!/[\u0000-\u001f\u007f]/.test(text)) return;
  throw mediaErrors.make('MEDIA_VALUE_UNUSABLE', `${setting} holds a control character or a line break`, {
    hint: 'write it in one line; a secret read from a file must not have a line break inside',
  });
}
