import { checkConfig } from '@stoa/toolkit/config';
import { defineCommand, fileOption } from '../command-spec.ts';
import { countFindings } from '../failure.ts';
import { formatFindings } from '../printers/index.ts';

export const command = defineCommand<{ file?: string; strict?: boolean }>({
  description:
    'Says everything that is wrong with a config file, one finding a line: file:line:column: path: message (code).',
  options: [fileOption, { flags: '--strict', description: 'let warnings fail as well' }],
  examples: [
    { command: 'stoa validate', meaning: 'check the config in this folder' },
    { command: 'stoa validate -f prod.yaml -o json', meaning: 'findings for another program' },
  ],
  run: async ({ io, print, paint }, _args, { file, strict }) => {
    const checked = await checkConfig(file, { env: io.env, cwd: io.cwd });
    const valid = checked.platform !== undefined && !(strict && checked.findings.length > 0);
    print({ valid, file: checked.file, findings: checked.findings }, () => {
      const end = checked.findings.length > 0 ? countFindings(checked.findings) : `${checked.file} is valid`;
      return `${formatFindings(checked.findings, paint)}${end}\n`;
    });
    return valid ? 0 : 2;
  },
});
