import type { ReactNode } from 'react';
import { texts } from '../texts/index.ts';

/** Name of the product with its mark; leads home. What is put inside stands at the other end of the line. */
export function Brand({ children }: { readonly children?: ReactNode }) {
  return (
    <header className="brand">
      <a href="/" className="brand__link">
        <svg className="brand__mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
          <rect width="32" height="32" rx="8" />
          <path d="M6 12 16 6l10 6H6Zm2.500 2h3v9h-3v-9Zm6 0h3v9h-3v-9Zm6 0h3v9h-3v-9ZM6 24.500h20V27H6v-2.500Z" />
        </svg>
        {texts.product}
      </a>
      {children}
    </header>
  );
}
