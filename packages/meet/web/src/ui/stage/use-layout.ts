import { useState } from 'react';
import { safeStorage } from '../../base/index.ts';
import type { Layout } from './arrange.ts';
import { nextLayout, rememberLayout, rememberedLayout } from './stage-preferences.ts';

const storage = safeStorage(() => localStorage);

/** The layout of this browser, and how to go on to the next one. */
export function useLayout(): readonly [Layout, () => void] {
  const [layout, setLayout] = useState(() => rememberedLayout(storage));
  const goOn = () => {
    const next = nextLayout(layout);
    rememberLayout(storage, next);
    setLayout(next);
  };
  return [layout, goOn];
}
