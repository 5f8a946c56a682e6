import { expect, test, vi } from 'vitest';
import { createStore } from './store.ts';

test('listeners hear each change once and nothing after they left', () => {
  const store = createStore(1);
  const heard = vi.fn<() => void>();
  const stop = store.subscribe(heard);
  store.set(1);
  expect(heard).not.toHaveBeenCalled();
  store.update((n) => n + 1);
  expect(store.get()).toBe(2);
  expect(heard).toHaveBeenCalledTimes(1);
  stop();
  store.set(3);
  expect(heard).toHaveBeenCalledTimes(1);
});

test('a listener may leave while it is being told', () => {
  const store = createStore(0);
  const second = vi.fn<() => void>();
  const stop = store.subscribe(() => stop());
  store.subscribe(second);
  store.set(1);
  store.set(2);
  expect(second).toHaveBeenCalledTimes(2);
});
