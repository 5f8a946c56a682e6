import type { SafeStorage } from '../../base/index.ts';
import { layouts } from './arrange.ts';
import type { Layout } from './arrange.ts';

const layoutKey = 'stoa.layout';

export function rememberedLayout(storage: SafeStorage): Layout {
  const stored = storage.read(layoutKey);
  return layouts.find((layout) => layout === stored) ?? 'grid';
}

export function rememberLayout(storage: SafeStorage, layout: Layout): void {
  storage.write(layoutKey, layout);
}

/** The layout that a press of the button leads to. */
export function nextLayout(layout: Layout): Layout {
  return layouts[(layouts.indexOf(layout) + 1) % layouts.length] ?? 'grid';
}
