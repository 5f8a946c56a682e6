import type { ReactNode } from 'react';

/** Heading of a page that replaced another: takes the focus, so that a screen reader reads on from here. */
export function PageTitle({
  className,
  children,
}: {
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <h1 className={className} tabIndex={-1} ref={focus}>
      {children}
    </h1>
  );
}

function focus(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
}
