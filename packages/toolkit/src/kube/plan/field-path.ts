import { isFields, valueAt } from '../objects/values.ts';

/** A key, an index, or the item of a list that has this name. */
export type Step = string | number | { readonly name: string };
export type FieldPath = readonly Step[];

/** `.spec.template.spec.containers[name="web"].image`, as the API server writes paths in conflicts. */
export function formatFieldPath(path: FieldPath): string {
  return path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      if (typeof step === 'object') return `[name=${JSON.stringify(step.name)}]`;
      return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('');
}

export function lookUp(value: unknown, path: FieldPath): unknown {
  let here = value;
  for (const step of path) {
    if (typeof step === 'object')
      here = Array.isArray(here) ? here.find((item) => nameOf(item) === step.name) : undefined;
    else here = valueAt(here, step);
  }
  return here;
}

export function nameOf(item: unknown): string | undefined {
  return isFields(item) && typeof item['name'] === 'string' ? item['name'] : undefined;
}
