import { formatPath, type ConfigPath, type Mark } from './findings.ts';
import { secretPaths } from './json-schema.ts';
import type { RuleInput } from './_rule.ts';
import { valueAt } from './_values.ts';

/** It has lines, as a PEM has, and goes into no config file of others. */
const pemKey = 'target.certificate.key';

interface GivenSecret {
  readonly path: ConfigPath;
  readonly value: string;
}

function givenSecrets(root: unknown): GivenSecret[] {
  return secretPaths().flatMap((path) => {
    const value = valueAt(root, path);
    return typeof value === 'string' ? [{ path, value }] : [];
  });
}

export function inlineSecrets({ raw }: RuleInput): Mark[] {
  return givenSecrets(raw)
    .filter(({ value }) => !/\$\{(env|file):/.test(value))
    .map(({ path }) => ({
      severity: 'warning',
      code: 'CONFIG_SECRET_INLINE',
      path,
      message: 'the secret itself stands in the config file',
      hint: 'use ${file:path} or ${env:NAME}, or leave it out to have one generated',
    }));
}

export function secretCharacters({ platform }: RuleInput): Mark[] {
  return givenSecrets(platform)
    .filter(({ path, value }) => formatPath(path) !== pemKey && !/^[\x21-\x7e]+$/.test(value))
    .map(({ path }) => ({
      code: 'CONFIG_SECRET_CHARACTERS',
      path,
      message: 'the secret has other characters than printable ASCII without spaces',
      hint: 'make one with: openssl rand -hex 32',
    }));
}

export function sharedSecrets({ platform }: RuleInput): Mark[] {
  const given = givenSecrets(platform);
  return given.flatMap(({ path, value }, index) => {
    const same = given.slice(0, index).find((earlier) => earlier.value === value);
    if (!same) return [];
    return [
      {
        severity: 'warning',
        code: 'CONFIG_SECRET_SHARED',
        path,
        message: `the same secret as ${formatPath(same.path)}: whoever has one has both`,
        hint: 'give each its own secret',
      },
    ];
  });
}
