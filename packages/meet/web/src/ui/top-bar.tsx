import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { texts } from '../texts/index.ts';
import { Icon } from './icons.tsx';
import { PageTitle } from './page-title.tsx';
import { roomPath } from './route.ts';

const t = texts.call;
const noticeMs = 2_500;

interface TopBarProps {
  readonly room: string;
  readonly people: number;
  /** Marks of the room, and further buttons. */
  readonly children?: ReactNode;
}

export function TopBar({ room, people, children }: TopBarProps) {
  const [notice, setNotice] = useState<string | null>(null);
  useEffect(() => {
    if (notice === null) return undefined;
    const timer = setTimeout(() => setNotice(null), noticeMs);
    return () => clearTimeout(timer);
  }, [notice]);

  async function copy(): Promise<void> {
    try {
      // Without the query: `?join=1` or a forced relay are this person's own.
      await navigator.clipboard.writeText(new URL(roomPath(room), location.href).href);
      setNotice(t.linkCopied);
    } catch {
      setNotice(t.copyFailed);
    }
  }

  return (
    <header className="top">
      <PageTitle className="top__room">{room}</PageTitle>
      <span className="top__people">
        <Icon name="people" />
        {t.people(people)}
      </span>
      <button type="button" className="button button--quiet" onClick={() => void copy()}>
        <Icon name="link" />
        <span role="status" className={notice === null ? 'top__copy' : undefined}>
          {notice ?? t.copyLink}
        </span>
      </button>
      {children}
    </header>
  );
}
