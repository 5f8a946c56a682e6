import { useState } from 'react';
import { texts } from '../../texts/index.ts';
import { Dialog } from '../dialog/index.ts';
import { IconButton } from '../icon-button.tsx';
import { useStore } from '../use-store.ts';
import { shortcutsOn } from './choice.ts';
import { buttonOf } from './press.ts';
import { keysOf, shortcuts } from './table.ts';

const t = texts.shortcuts;

/** Opens the list of keys. */
export function ShortcutHelp() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        icon="keyboard"
        label={t.open}
        shortcut="help"
        popup="dialog"
        onClick={() => setOpen(true)}
      />
      {open && <ShortcutList onClose={() => setOpen(false)} />}
    </>
  );
}

/** Those keys that do something now, and the switch. */
function ShortcutList({ onClose }: { readonly onClose: () => void }) {
  const on = useStore(shortcutsOn);
  const present = shortcuts.filter(({ action }) => buttonOf(action) !== null);
  return (
    <Dialog title={t.title} onClose={onClose}>
      <dl className="shortcuts">
        {present.map(({ action }) => (
          <div key={action} className="shortcuts__line">
            <dt>{t.actions[action]}</dt>
            <dd>
              <kbd>{keysOf(action)}</kbd>
            </dd>
          </div>
        ))}
        <div className="shortcuts__line">
          <dt>{t.talk}</dt>
          <dd>
            <kbd>{t.space}</kbd>
          </dd>
        </div>
      </dl>
      <ShortcutSwitch />
      {!on && <p className="hint">{t.off}</p>}
      <div className="dialog__buttons">
        <button type="button" className="button" onClick={onClose}>
          {t.close}
        </button>
      </div>
    </Dialog>
  );
}

export function ShortcutSwitch() {
  const on = useStore(shortcutsOn);
  return (
    <label className="check">
      <input type="checkbox" checked={on} onChange={(event) => shortcutsOn.set(event.target.checked)} />
      {t.use}
    </label>
  );
}
