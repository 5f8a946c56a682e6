import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import type { ConfigPath, Mark, Position } from './findings.ts';

/** A config file's content, and where its parts stand. */
export interface Source {
  readonly value: unknown;
  readonly marks: readonly Mark[];
  /** Place of a path; of its nearest ancestor's key when the path itself is not in the file. */
  locate(path: ConfigPath, at?: 'key' | 'value'): Position | undefined;
}

/** Reads YAML 1.2. Never throws: whatever is wrong with the text comes back as marks. */
export function readYaml(text: string): Source {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      stringKeys: true,
      // 'silent' would let a second document pass.
      logLevel: 'error',
    });
    const problems = [...document.errors, ...document.warnings];
    if (problems.length > 0) return broken(syntaxMarks(problems, at));
    const marks: Mark[] = [];
    inspect(document, document.contents, [], marks, at);
    const badAlias = marks.some((mark) => mark.code === 'CONFIG_SYNTAX');
    return {
      value: badAlias ? undefined : (document.toJS({ maxAliasCount: 100 }) as unknown),
      marks,
      locate: (path, what = 'value') => locate(document, path, what, at),
    };
  } catch (error) {
    const message =
      error instanceof RangeError
        ? 'sections are nested too deeply'
        : `not valid YAML: ${firstLine(error instanceof Error ? error.message : String(error))}`;
    return broken([{ code: 'CONFIG_SYNTAX', path: [], position: { line: 1, column: 1 }, message }]);
  }
}

function broken(marks: readonly Mark[]): Source {
  return { value: undefined, marks, locate: () => undefined };
}

/** The parser's words where they are for programmers rather than for authors of a config. */
const plainWords: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document starts here, but a config is one document',
  BLOCK_AS_IMPLICIT_KEY: 'the line below is indented too far, or a text with a colon needs quotes',
  MULTILINE_IMPLICIT_KEY: 'a key has no value, or is not on a line of its own',
  NON_STRING_KEY: 'a key must be plain text',
};

/** One mark a place: what the parser stumbles over afterwards is mostly a consequence. */
function syntaxMarks(problems: readonly YAMLError[], at: (offset: number) => Position): Mark[] {
  const marks = new Map<number, Mark>();
  for (const problem of problems) {
    const offset = problem.pos[0];
    if (marks.has(offset)) continue;
    const message = `not valid YAML: ${plainWords[problem.code] ?? firstLine(problem.message)}`;
    marks.set(offset, { code: 'CONFIG_SYNTAX', path: [], position: at(offset), message });
  }
  return [...marks.values()];
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? text;
  return line.charAt(0).toLowerCase() + line.slice(1);
}

/** Finds what the parser lets through: duplicate keys, and aliases whose anchor does not exist. */
function inspect(
  document: Document.Parsed,
  node: unknown,
  path: ConfigPath,
  marks: Mark[],
  at: (offset: number) => Position,
): void {
  if (isAlias(node)) {
    if (node.resolve(document) === undefined) {
      const position = at(node.range?.[0] ?? 0);
      marks.push({ code: 'CONFIG_SYNTAX', path, position, message: `no anchor &${node.source} before this` });
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) inspect(document, item, [...path, index], marks, at);
  } else if (isMap(node)) {
    const seen = new Map<string, Position>();
    for (const pair of node.items) {
      const key = keyOf(pair.key);
      const position = at(startOf(pair.key) ?? 0);
      const first = seen.get(key);
      if (first) {
        const message = `the key is written twice; the first is in line ${first.line}`;
        const hint = 'keep one of the two';
        marks.push({ code: 'CONFIG_DUPLICATE_KEY', path: [...path, key], position, message, hint });
      } else if (key === '__proto__') {
        const message = 'there is no such key';
        marks.push({ code: 'CONFIG_UNKNOWN_KEY', path: [...path, key], position, message });
      }
      seen.set(key, first ?? position);
      inspect(document, pair.value, [...path, key], marks, at);
    }
  }
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function locate(
  document: Document.Parsed,
  path: ConfigPath,
  what: 'key' | 'value',
  at: (offset: number) => Position,
): Position {
  let node: unknown = document.contents;
  let offset = 0;
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.findLast((item) => keyOf(item.key) === String(part));
      if (!pair) return at(offset);
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else {
      return at(offset);
    }
    if (depth === path.length - 1 && what === 'value' && hasText(node)) offset = startOf(node) ?? offset;
  }
  return at(path.length === 0 ? (startOf(node) ?? 0) : offset);
}

/** False for the null of `key:` with nothing behind it, which has no place of its own. */
function hasText(node: unknown): boolean {
  return !isScalar(node) || node.value !== null || (node.range?.[1] ?? 0) > (node.range?.[0] ?? 0);
}
