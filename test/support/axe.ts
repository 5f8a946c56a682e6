import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every rule for WCAG 2.0 to 2.2 at A and AA, and what axe calls best practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

interface RuleResult {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

interface AxeResults {
  readonly passes: readonly RuleResult[];
  readonly violations: readonly RuleResult[];
  readonly incomplete: readonly RuleResult[];
  readonly inapplicable: readonly RuleResult[];
}

export interface Audit {
  /** Rules that were run. */
  readonly rules: number;
  /** A line for each element that broke a rule. */
  readonly violations: readonly string[];
}

/** Runs axe on the page as it is now. */
export async function auditPage(page: Page): Promise<Audit> {
  if (!(await page.evaluate<boolean>('typeof axe === "object"'))) await page.evaluate(source);
  const results = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(tags)} } })`,
  );
  const { passes, violations, incomplete, inapplicable } = results;
  return {
    rules: passes.length + violations.length + incomplete.length + inapplicable.length,
    violations: violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary = '' }) => `${id}: ${help}: ${html}: ${oneLine(failureSummary)}`),
    ),
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

export const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;

const themes = ['light', 'dark'] as const;
type Corner = readonly [keyof typeof sizes, (typeof themes)[number]];
const everywhere = (['desktop', 'phone'] as const).flatMap((size) =>
  themes.map((theme): Corner => [size, theme]),
);
/** Each size and each theme once: for what is one of many that look alike. */
const corners: readonly Corner[] = [
  ['desktop', 'light'],
  ['phone', 'dark'],
];

/** Audits the page at desktop and phone size, light and dark. Each violation says where it was seen. */
export function auditEverywhere(page: Page, name: string): Promise<Audit> {
  return auditAt(page, name, everywhere);
}

/** Audits at desktop size in the light, and at phone size in the dark. */
export function auditCorners(page: Page, name: string): Promise<Audit> {
  return auditAt(page, name, corners);
}

async function auditAt(page: Page, name: string, places: readonly Corner[]): Promise<Audit> {
  // Before the colours change, or their transitions are what axe sees.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const violations: string[] = [];
  let rules = 0;
  for (const [size, colorScheme] of places) {
    await page.setViewportSize(sizes[size]);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))');
    const audit = await auditPage(page);
    rules = Math.max(rules, audit.rules);
    violations.push(...audit.violations.map((line) => `${name} (${size}, ${colorScheme}): ${line}`));
  }
  await page.setViewportSize(sizes.desktop);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  return { rules, violations };
}
