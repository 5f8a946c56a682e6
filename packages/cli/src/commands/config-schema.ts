import { editorSchema } from '@stoa/toolkit/config';
import { defineCommand } from '../command-spec.ts';

export const command = defineCommand({
  description: 'Prints the JSON Schema of stoa.yaml. Editors use it to complete keys and mark mistakes.',
  examples: [
    {
      command: 'stoa config schema > stoa.schema.json',
      meaning: 'then write into stoa.yaml: # yaml-language-server: $schema=./stoa.schema.json',
    },
  ],
  run: async (context) => {
    const schema = editorSchema();
    context.print(schema, () => JSON.stringify(schema, null, 2));
  },
});
