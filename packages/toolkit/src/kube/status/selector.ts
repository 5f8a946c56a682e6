import { fieldsOf, isFields, listOf, textOf } from '../objects/values.ts';

/** A LabelSelector as the text of a query; undefined when there is none (which would mean everything). */
export function formatSelector(selector: unknown): string | undefined {
  if (!isFields(selector)) return undefined;
  const terms = Object.entries(fieldsOf(selector['matchLabels'])).map(
    ([key, value]) => `${key}=${String(value)}`,
  );
  for (const item of listOf(selector['matchExpressions'])) {
    const { key, operator, values } = fieldsOf(item);
    const list = listOf(values).map(String).join(',');
    const name = textOf(key) ?? '';
    if (operator === 'In') terms.push(`${name} in (${list})`);
    if (operator === 'NotIn') terms.push(`${name} notin (${list})`);
    if (operator === 'Exists') terms.push(name);
    if (operator === 'DoesNotExist') terms.push(`!${name}`);
  }
  return terms.length > 0 ? terms.join(',') : undefined;
}
