import { texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';

const t = texts.notices;

export function HandButton({
  raised,
  onChange,
}: {
  readonly raised: boolean;
  readonly onChange: (raised: boolean) => void;
}) {
  return (
    <IconButton
      icon="hand"
      shortcut="hand"
      label={raised ? t.lowerHand : t.raiseHand}
      tone={raised ? 'open' : 'plain'}
      onClick={() => onChange(!raised)}
    />
  );
}
