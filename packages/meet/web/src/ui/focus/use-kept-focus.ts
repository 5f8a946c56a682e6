import { useEffect } from 'react';
import type { RefObject } from 'react';
import { FocusTrail } from './focus-trail.ts';

/** Keeps the focus in this part of the page when what has it goes away; its heading is the last resort. */
export function useKeptFocus(part: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = part.current;
    if (root === null) return undefined;
    const trail = new FocusTrail<HTMLElement>();
    const follow = ({ target }: Event) => {
      if (target instanceof HTMLElement) trail.add(target);
    };
    const observer = new MutationObserver(() => {
      const { activeElement } = document;
      const nowhere = activeElement === null || activeElement === document.body;
      // A browser may leave the focus on a button that was switched off, where no key does anything.
      if (!trail.lost || !(nowhere || activeElement.matches(':disabled'))) return;
      (trail.home() ?? root.querySelector('h1'))?.focus({ preventScroll: true });
    });
    root.addEventListener('focusin', follow);
    observer.observe(root, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    return () => {
      observer.disconnect();
      root.removeEventListener('focusin', follow);
    };
  }, [part]);
}
