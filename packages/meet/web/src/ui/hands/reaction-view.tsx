import { reactions } from '@stoa/protocol';
import type { Reaction, RoomView } from '@stoa/protocol';
import { useEffect, useRef, useState } from 'react';
import type { CSSProperties } from 'react';
import { texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';
import { useStore } from '../use-store.ts';
import type { ReactionList } from './reaction-list.ts';

const t = texts.notices;

const pictures: Readonly<Record<Reaction, string>> = {
  'thumbs-up': '👍',
  clap: '👏',
  heart: '❤️',
  laugh: '😂',
  surprise: '😮',
  celebrate: '🎉',
};

/** Opens the choice of reactions; Escape and a press elsewhere close it. */
export function ReactionButton({ onReact }: { readonly onReact: (reaction: Reaction) => void }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const closeElsewhere = (event: PointerEvent) => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', closeElsewhere);
    return () => document.removeEventListener('pointerdown', closeElsewhere);
  }, [open]);
  function close(): void {
    setOpen(false);
    box.current?.querySelector<HTMLButtonElement>('[aria-expanded]')?.focus();
  }
  return (
    <div
      className="reactions-choice"
      ref={box}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && open) close();
      }}
    >
      <IconButton
        icon="smile"
        shortcut="reactions"
        label={t.react}
        tone={open ? 'open' : 'plain'}
        expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <div className="reactions-choice__list" role="group" aria-label={t.react}>
          {reactions.map((reaction) => (
            <button
              key={reaction}
              type="button"
              className="reactions-choice__one"
              aria-label={t.reactions[reaction]}
              title={t.reactions[reaction]}
              onClick={() => {
                onReact(reaction);
                close();
              }}
            >
              {pictures[reaction]}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** How often screen readers hear of reactions; what comes in between can be seen only. */
const announceMs = 5_000;

/** Reactions float over the stage, with the name of who sent them. */
export function Reactions({ list, view }: { readonly list: ReactionList; readonly view: RoomView }) {
  const shown = useStore(list.state);
  const said = useSparingly(shown.at(-1) ?? null);
  const nameOf = (id: string) => view.participants.find((person) => person.id === id)?.name ?? '';
  return (
    <>
      <ul className="reactions" aria-hidden="true">
        {shown.map(({ id, from, reaction }) => (
          <li key={id} className="reaction" style={{ '--lane': id % 4 } as CSSProperties}>
            <span className="reaction__picture">{pictures[reaction]}</span>
            <span className="reaction__name">{nameOf(from)}</span>
          </li>
        ))}
      </ul>
      <p className="hidden" role="status">
        {said === null ? '' : t.reacted(nameOf(said.from), t.reactions[said.reaction])}
      </p>
    </>
  );
}

/** The newest value, but not a newer one within {@link announceMs}. */
function useSparingly<T>(newest: T | null): T | null {
  const [said, setSaid] = useState<T | null>(null);
  const quietUntil = useRef(0);
  useEffect(() => {
    if (newest === null || performance.now() < quietUntil.current) return;
    quietUntil.current = performance.now() + announceMs;
    setSaid(newest);
  }, [newest]);
  return said;
}
