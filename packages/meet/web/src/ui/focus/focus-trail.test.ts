import { expect, test } from 'vitest';
import { FocusTrail } from './focus-trail.ts';
import type { Place } from './focus-trail.ts';

/** As much of an element as is looked at; real ones are in the browser suite. */
class FakePlace implements Place {
  isConnected = true;
  disabled = false;
  readonly name: string;
  readonly parentElement: FakePlace | null;
  readonly #panel: boolean;

  constructor(name: string, parentElement: FakePlace | null = null, panel = false) {
    this.name = name;
    this.parentElement = parentElement;
    this.#panel = panel;
  }
  hasAttribute(): boolean {
    return this.#panel;
  }
  matches(): boolean {
    return this.disabled;
  }
}

function page() {
  const root = new FakePlace('page');
  const panel = new FakePlace('panel', root, true);
  const row = new FakePlace('row', panel);
  const trail = new FocusTrail<FakePlace>();
  return { trail, root, panel, row, button: new FakePlace('button', row), bar: new FakePlace('bar', root) };
}

test('nothing is lost while what has the focus is there', () => {
  const { trail, button } = page();
  expect([trail.lost, trail.home()]).toEqual([false, undefined]);
  trail.add(button);
  expect(trail.lost).toBe(false);
});

test('a row that goes leaves the focus to its panel', () => {
  const { trail, bar, row, button, panel } = page();
  trail.add(bar);
  trail.add(button);
  button.isConnected = false;
  row.isConnected = false;
  expect([trail.lost, trail.home()?.name]).toEqual([true, panel.name]);
});

test('a dialog of a row that stays gives it back to what opened it', () => {
  const { trail, bar, row, button } = page();
  const dialog = new FakePlace('dialog', row);
  const confirm = new FakePlace('confirm', dialog);
  for (const one of [button, bar, confirm]) trail.add(one);
  dialog.isConnected = false;
  confirm.isConnected = false;
  expect(trail.home()?.name).toBe('button');
});

test('a notice that goes gives it back to what had it before, if that can take it', () => {
  const { trail, root, bar, button } = page();
  const notice = new FakePlace('notice', root);
  for (const one of [bar, button, notice]) trail.add(one);
  notice.isConnected = false;
  expect(trail.home()?.name).toBe('button');
  button.disabled = true;
  expect(trail.home()?.name).toBe('bar');
  bar.isConnected = false;
  expect(trail.home()).toBeUndefined();
});

test('a button that is switched off has lost it', () => {
  const { trail, button, panel } = page();
  trail.add(button);
  button.disabled = true;
  expect([trail.lost, trail.home()?.name]).toEqual([true, panel.name]);
});
