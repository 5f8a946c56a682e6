import { editorSchema } from '@stoa/toolkit/config';
import { outputSchemas } from '../../packages/cli/src/outputs/index.ts';
import { cliPage } from './cli-page.ts';
import { configPage } from './config-page.ts';
import { errorsPage } from './errors-page.ts';
import { metricsPage } from './metrics-page.ts';
import { protocolPage } from './protocol/page.ts';
import { protocolSchema } from './protocol/schema.ts';

/** Every file of `docs/reference`, by name, as it should be now. */
export async function referenceFiles(root: string): Promise<Map<string, string>> {
  const files = new Map([
    ['stoa.schema.json', toJson(editorSchema())],
    ['config.md', configPage()],
    ['errors.md', await errorsPage(root)],
    ['cli.md', await cliPage()],
    ['metrics.md', metricsPage()],
    ['protocol.md', protocolPage()],
    ['protocol.schema.json', toJson(protocolSchema())],
  ]);
  for (const { name, schema } of outputSchemas()) files.set(`${name}.schema.json`, toJson(schema));
  return files;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
