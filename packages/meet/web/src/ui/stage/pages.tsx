import { texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';

interface PagesProps {
  /** From 0 on. */
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}

/** For more tiles than fit. */
export function Pages({ page, pages, onPage }: PagesProps) {
  const t = texts.stage;
  if (pages < 2) return null;
  return (
    <div className="pages" role="group" aria-label={t.pages}>
      <IconButton icon="back" label={t.previous} onClick={() => onPage((page + pages - 1) % pages)} />
      <span role="status">{t.page(page + 1, pages)}</span>
      <IconButton icon="forth" label={t.next} onClick={() => onPage((page + 1) % pages)} />
    </div>
  );
}
