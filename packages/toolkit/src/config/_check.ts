import type { z } from 'zod';
import { formatPath, type Finding, type Mark } from './findings.ts';
import { issueMarks } from './_issues.ts';
import { isSecret, secretPaths } from './json-schema.ts';
import { resolveReferences, type Resolved } from './_references.ts';
import { checkRules } from './rules.ts';
import { platformSchema, type Platform } from './schema/index.ts';
import type { Source } from './_source-yaml.ts';
import { valueAt } from './_values.ts';

export interface CheckedSource {
  /** Undefined when a finding is an error. */
  readonly platform: Platform | undefined;
  /** In the order of the file. */
  readonly findings: readonly Finding[];
  /** Values to mask wherever text is shown. */
  readonly secrets: ReadonlySet<string>;
}

/** Everything that is wrong with a config; `shown` is how findings name the file. Never throws. */
export async function checkSource(
  source: Source,
  file: string,
  shown: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CheckedSource> {
  const place = (marks: readonly Mark[]) => toFindings(marks, source, shown);
  if (source.value === undefined) {
    return { platform: undefined, findings: place(source.marks), secrets: new Set() };
  }
  const resolved = await resolveReferences(source.value, file, env);
  const parsed = platformSchema.safeParse(resolved.value);
  const issues = parsed.error?.issues.flatMap((issue) => judge(issue, resolved)) ?? [];
  const rules = parsed.data ? checkRules({ platform: parsed.data, raw: source.value }) : [];
  const findings = place([...source.marks, ...resolved.marks, ...issues, ...rules]);
  const good = parsed.data && !findings.some((finding) => finding.severity === 'error');
  return {
    platform: good ? parsed.data : undefined,
    findings,
    secrets: collectSecrets(resolved.value),
  };
}

function judge(issue: z.core.$ZodIssue, resolved: Resolved): Mark[] {
  const id = JSON.stringify(issue.path);
  // A value that could not be had was reported as that already.
  if (resolved.failed.has(id)) return [];
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  return issueMarks(issue, resolved.value, !resolved.referenced.has(id) && !isSecret(path));
}

function collectSecrets(value: unknown): Set<string> {
  const found = secretPaths().map((path) => valueAt(value, path));
  return new Set(found.filter((secret): secret is string => typeof secret === 'string' && secret !== ''));
}

function toFindings(marks: readonly Mark[], source: Source, file: string): Finding[] {
  const findings = marks.map((mark): Finding => {
    const position = mark.position ?? source.locate(mark.path, mark.at);
    return {
      severity: mark.severity ?? 'error',
      code: mark.code,
      file,
      line: position?.line ?? null,
      column: position?.column ?? null,
      path: formatPath(mark.path),
      message: mark.message,
      ...(mark.hint === undefined ? {} : { hint: mark.hint }),
    };
  });
  return findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
