import { formatFinding, type Finding } from '@stoa/toolkit/config';
import { oneLine, type Paint } from './style.ts';

/** One line a finding, as editors and CI systems read it, with its hint below. */
export function formatFindings(findings: readonly Finding[], paint: Paint): string {
  return findings
    .map((finding) => {
      const warning = finding.severity === 'warning' ? paint('yellow', 'warning: ') : '';
      const hint = finding.hint ? `${paint('dim', `  hint: ${oneLine(finding.hint)}`)}\n` : '';
      return `${warning}${oneLine(formatFinding(finding))}\n${hint}`;
    })
    .join('');
}
