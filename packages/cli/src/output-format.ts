/** How a command prints its result; `wide` is text with more columns. */
export type OutputFormat = 'text' | 'json' | 'yaml' | 'jsonl' | 'wide';

/** The formats that every command has. */
export const commonFormats = ['text', 'json', 'yaml', 'jsonl'] as const satisfies readonly OutputFormat[];
