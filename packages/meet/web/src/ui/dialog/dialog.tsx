import { useId, useLayoutEffect, useRef } from 'react';
import type { ReactNode } from 'react';

interface DialogProps {
  readonly title: string;
  /** Also for Escape and a press beside the dialog. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Open as long as it is in the page. The browser keeps the focus inside, and gives it back where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    // Taken out of the page without it, a dialog does not give the focus back.
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
      // Escape is for the dialog, not for the panel below it.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className="dialog__body">
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
