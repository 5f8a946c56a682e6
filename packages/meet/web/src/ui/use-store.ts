import { useEffect, useState, useSyncExternalStore } from 'react';
import type { RefCallback } from 'react';
import type { Store } from '../base/index.ts';

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Size of an element's content box, kept up to date. */
export function useElementSize<E extends Element>(): readonly [RefCallback<E>, Size] {
  const [element, setElement] = useState<E | null>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, size];
}
