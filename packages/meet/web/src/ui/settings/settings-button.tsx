import { useState } from 'react';
import type { LocalMedia } from '../../media/index.ts';
import { texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';
import { SettingsDialog } from './settings-dialog.tsx';

interface SettingsButtonProps {
  readonly local: LocalMedia;
  /** In a call it is an icon among others; in the lobby it has room for its name. */
  readonly inCall: boolean;
}

export function SettingsButton({ local, inCall }: SettingsButtonProps) {
  const t = texts.settings;
  const [open, setOpen] = useState(false);
  return (
    <>
      {inCall ? (
        <IconButton icon="settings" label={t.open} popup="dialog" onClick={() => setOpen(true)} />
      ) : (
        <button type="button" className="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {t.open}
        </button>
      )}
      {open && <SettingsDialog local={local} inCall={inCall} onClose={() => setOpen(false)} />}
    </>
  );
}
