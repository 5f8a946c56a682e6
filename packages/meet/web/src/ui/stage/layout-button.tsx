import { texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';
import type { Layout } from './arrange.ts';
import { nextLayout } from './stage-preferences.ts';

interface LayoutButtonProps {
  readonly layout: Layout;
  readonly onSwitch: () => void;
}

/** Shows what the next layout looks like, and says it. */
export function LayoutButton({ layout, onSwitch }: LayoutButtonProps) {
  const next = nextLayout(layout);
  return <IconButton icon={next} shortcut="layout" label={texts.stage.switchTo[next]} onClick={onSwitch} />;
}
