import { fieldsOf, isFields, listOf, textOf } from '../kube/index.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether a LabelSelector matches; an empty one matches everything, none at all nothing. */
export function matches(selector: unknown, labels: Labels): boolean {
  if (!isFields(selector)) return false;
  return (
    containsAll(selector['matchLabels'], labels) &&
    listOf(selector['matchExpressions']).every((term) => matchesTerm(term, labels))
  );
}

/** Whether a plain map of labels matches, as Services and nodeSelectors have it. */
export function containsAll(wanted: unknown, labels: Labels): boolean {
  return Object.entries(fieldsOf(wanted)).every(([key, value]) => labels[key] === value);
}

/** One requirement of a LabelSelector or of a node affinity. */
export function matchesTerm(term: unknown, labels: Labels): boolean {
  const { key, operator, values } = fieldsOf(term);
  const label = labels[textOf(key) ?? ''];
  const list = listOf(values);
  switch (operator) {
    case 'In':
      return label !== undefined && list.includes(label);
    case 'NotIn':
      return label === undefined || !list.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    case 'Gt':
      return label !== undefined && Number(label) > Number(list[0]);
    case 'Lt':
      return label !== undefined && Number(label) < Number(list[0]);
    default:
      return false;
  }
}
