import { useLayoutEffect, useRef } from 'react';
import type { ReactNode, RefObject } from 'react';
import { IconButton } from './icon-button.tsx';

interface PanelProps {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What stands beside the call, or on a phone in its place. Takes the focus; Escape closes it. */
export function Panel({ title, closeLabel, onClose, children }: PanelProps) {
  const element = useRef<HTMLElement>(null);
  useBorrowedFocus(element);
  return (
    <aside
      className="panel"
      aria-label={title}
      ref={element}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <header className="panel__head">
        <h2>{title}</h2>
        <IconButton icon="close" label={closeLabel} onClick={onClose} />
      </header>
      {children}
    </aside>
  );
}

/** Gives the focus back to what had it before, unless it has gone elsewhere in the meantime. */
function useBorrowedFocus(element: RefObject<HTMLElement | null>): void {
  // A layout effect: on the way out the element is still in the page, and the focus still in it.
  useLayoutEffect(() => {
    const own = element.current;
    const before = document.activeElement;
    own?.focus({ preventScroll: true });
    return () => {
      if (own?.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    };
  }, [element]);
}
