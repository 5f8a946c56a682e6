import { expect, test } from 'vitest';
import { checkSource } from './_check.ts';
import { readYaml } from './_source-yaml.ts';
import { renderTemplate, templates } from './templates.ts';

test.each(templates.map(({ name }) => name))(
  '%s is valid, without a warning, and names its schema',
  async (name) => {
    const text = renderTemplate(name, { name: 'calls', schema: './stoa.schema.json' });
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/stoa\.schema\.json\n/);
    const { platform, findings } = await checkSource(readYaml(text), '/x/stoa.yaml', 'stoa.yaml', {});
    expect(findings).toEqual([]);
    expect(platform?.name).toBe('calls');
  },
);

test('a template that there is not', () => {
  expect(() => renderTemplate('moon', { name: 'a', schema: 'b' })).toThrow('there is no template moon');
});
