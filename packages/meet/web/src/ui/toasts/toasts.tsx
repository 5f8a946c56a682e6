import { useEffect } from 'react';
import { texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';
import { useStore } from '../use-store.ts';
import type { ShownToast, ToastList } from './toast-list.ts';

const t = texts.notices;
const shownMs = 6_000;

/** Both regions are always there, so that screen readers hear what comes into them. */
export function Toasts({ list }: { readonly list: ToastList }) {
  const toasts = useStore(list.state);
  const of = (tone: ShownToast['tone']) =>
    toasts
      .filter((toast) => toast.tone === tone)
      .map((toast) => <ToastView key={toast.id} toast={toast} list={list} />);
  return (
    <section className="toasts" aria-label={t.region}>
      <div role="alert">{of('alert')}</div>
      <div role="status">{of('status')}</div>
    </section>
  );
}

function ToastView({ toast, list }: { readonly toast: ShownToast; readonly list: ToastList }) {
  const { id, text, actions = [] } = toast;
  const passes = actions.length === 0;
  useEffect(() => {
    if (!passes) return undefined;
    const timer = setTimeout(() => list.dismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [passes, list, id]);
  return (
    <div className="toast">
      <p>{text}</p>
      <div className="toast__buttons">
        {actions.map(({ label, run }) => (
          <button
            key={label}
            type="button"
            className="button"
            onClick={() => {
              list.dismiss(id);
              run();
            }}
          >
            {label}
          </button>
        ))}
        <IconButton icon="close" label={t.dismiss} onClick={() => list.dismiss(id)} />
      </div>
    </div>
  );
}
