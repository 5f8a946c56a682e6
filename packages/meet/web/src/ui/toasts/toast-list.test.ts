import { expect, test } from 'vitest';
import { ToastList } from './toast-list.ts';

const texts = (list: ToastList) => list.state.get().map((toast) => toast.text);
const status = (key: string, text: string) => ({ key, text, tone: 'status' }) as const;

test('a newer message takes the place of the older one about the same', () => {
  const list = new ToastList();
  list.show(status('role', 'co-host'));
  list.show(status('muted', 'muted'));
  list.show(status('role', 'host'));
  expect(texts(list)).toEqual(['muted', 'host']);
});

test('there are never more than four: the oldest goes', () => {
  const list = new ToastList();
  for (const name of ['a', 'b', 'c', 'd', 'e']) list.show(status(name, name));
  expect(texts(list)).toEqual(['b', 'c', 'd', 'e']);
});

test('the end of an older message leaves the newer one with the same key', () => {
  const list = new ToastList();
  list.show(status('role', 'co-host'));
  const first = list.state.get()[0]?.id ?? 0;
  list.show(status('role', 'host'));
  list.dismiss(first);
  expect(texts(list)).toEqual(['host']);
  list.withdraw('role');
  list.withdraw('role');
  expect(texts(list)).toEqual([]);
});
