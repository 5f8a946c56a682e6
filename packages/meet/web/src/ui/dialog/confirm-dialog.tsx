import { limits } from '@stoa/protocol';
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { texts } from '../../texts/index.ts';
import { Dialog } from './dialog.tsx';

const t = texts.people;

interface ConfirmDialogProps {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  /** Asks for words to the person concerned. */
  readonly withMessage?: boolean;
  /** @param message what was typed; undefined for nothing */
  readonly onConfirm: (message: string | undefined) => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, text, confirm, withMessage = false, onConfirm, onClose } = props;
  const [typed, setTyped] = useState('');
  const field = useId();

  function submit(event: FormEvent): void {
    event.preventDefault();
    const message = typed.trim();
    onClose();
    onConfirm(message === '' ? undefined : message);
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form className="dialog__form" onSubmit={submit}>
        <p>{text}</p>
        {withMessage && (
          <label className="field" htmlFor={field}>
            {t.messageLabel}
            <input
              id={field}
              className="input"
              value={typed}
              maxLength={limits.noticeLength}
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
        )}
        <div className="dialog__buttons">
          <button type="button" className="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" className="button button--danger">
            {confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
